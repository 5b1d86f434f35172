// What shaped code takes from its dictionary: the lines show how many words that has.
//
// gc lists a type once for each object that the type checker makes, and the checker evaluates a
// written type once for each variable that is declared with it, unless one value is for all.
package dictionaries

type list[T any] struct{ items []T }

func (l *list[T]) values() []T { return make([]T, len(l.items)) } // want 45 `make([]go.shape.int, len(l.items)) escapes to heap`

func (l *list[T]) show() any { return l.values() } // want 47 `(*list[go.shape.int]).values(l, (*[11]uintptr)(.dict[0])) escapes to heap`

func (l *list[T]) swap() {
	var a, b *T
	_, _ = a, b
}

type lists[T any] struct{ items []T }

func (l *lists[T]) values() []T { return make([]T, len(l.items)) } // want 46 `make([]go.shape.int, len(l.items)) escapes to heap`

func (l *lists[T]) show() any { return l.values() } // want 48 `(*lists[go.shape.int]).values(l, (*[10]uintptr)(.dict[0])) escapes to heap`

func (l *lists[T]) swap() {
	var a *T
	_ = a
}

type pairs[T any] struct{ items []T }

func (p *pairs[T]) values() []T { return make([]T, len(p.items)) } // want 46 `make([]go.shape.int, len(p.items)) escapes to heap`

func (p *pairs[T]) show() any { return p.values() } // want 48 `(*pairs[go.shape.int]).values(p, (*[17]uintptr)(.dict[0])) escapes to heap`

func (p *pairs[T]) both() (*T, *T) { return nil, nil }

func (p *pairs[T]) swap() {
	var a, b, c []*T = nil, nil, nil
	var d, e *T = p.both()
	_, _, _, _, _ = a[0], b[0], c, d, e
}

func use() {
	var l interface{ show() any } = &list[int]{} // want 34 `&list[int]{} does not escape`
	var k interface{ show() any } = &lists[int]{} // want 34 `&lists[int]{} does not escape`
	var p interface{ show() any } = &pairs[int]{} // want 34 `&pairs[int]{} does not escape`
	println(l.show(), k.show(), p.show()) // want 16 `devirtualizing l.show to *list[int]` 26 `devirtualizing k.show to *lists[int]` 36 `devirtualizing p.show to *pairs[int]`
}
