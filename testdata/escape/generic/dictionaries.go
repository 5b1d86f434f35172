// What shaped code takes from its dictionary: the lines show how many words that has.
//
// gc lists a type once for each object that the type checker makes, and the checker evaluates a
// written type once for each variable that is declared with it, unless one value is for all.
package dictionaries

type list[T any] struct{ items []T }

func (l *list[T]) values() []T { return make([]T, len(l.items)) }

func (l *list[T]) show() any { return l.values() }

func (l *list[T]) swap() {
	var a, b *T
	_, _ = a, b
}

type lists[T any] struct{ items []T }

func (l *lists[T]) values() []T { return make([]T, len(l.items)) }

func (l *lists[T]) show() any { return l.values() }

func (l *lists[T]) swap() {
	var a *T
	_ = a
}

type pairs[T any] struct{ items []T }

func (p *pairs[T]) values() []T { return make([]T, len(p.items)) }

func (p *pairs[T]) show() any { return p.values() }

func (p *pairs[T]) both() (*T, *T) { return nil, nil }

func (p *pairs[T]) swap() {
	var a, b, c []*T = nil, nil, nil
	var d, e *T = p.both()
	_, _, _, _, _ = a[0], b[0], c, d, e
}

func use() {
	var l interface{ show() any } = &list[int]{}
	var k interface{ show() any } = &lists[int]{}
	var p interface{ show() any } = &pairs[int]{}
	println(l.show(), k.show(), p.show())
}
