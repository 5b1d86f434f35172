// Generic types with methods, generic methods, methods of type parameters, and what refers to
// them: calls, values, expressions.
package main

type List[T any] struct {
	head *node[T]
	n    int
}
type node[T any] struct {
	v    T
	next *node[T]
}

func (l *List[T]) Push(v T) *List[T] { l.head = &node[T]{v, l.head}; l.n++; return l } // want 49 `&node[go.shape.float64]{...} escapes to heap` 49 `&node[go.shape.int]{...} escapes to heap` 49 `&node[go.shape.string]{...} escapes to heap`
func (l *List[T]) All() func(func(T) bool) {
	return func(yield func(T) bool) { // want 9 `func literal escapes to heap`
		for n := l.head; n != nil && yield(n.v); n = n.next {
		}
	}
}
func (l List[T]) Len() int { return l.n }

// A generic method, since Go 1.27.
func (l *List[T]) Map[U any](f func(T) U) *List[U] {
	r := new(List[U]) // want 10 `new(<node DYNAMICTYPE>) escapes to heap`
	for v := range l.All() { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1`
		r.Push(f(v))
	}
	return r
}

type Setter[T any] interface {
	*T
	Set(int)
}
type number struct{ v int }

func (n *number) Set(v int) { n.v = v } // want 7 `n does not escape`

func New[T any, P Setter[T]](v int) P {
	var t T // want 6 `moved to heap: t`
	p := P(&t)
	p.Set(v)
	set := p.Set
	set(2)
	P.Set(p, 3)
	return p
}

func main() {
	l := &List[int]{} // want 7 `&List[int]{} escapes to heap`
	l.Push(1).Push(2)
	s := l.Map(func(i int) string { return string(rune(i)) }) // want 13 `func literal escapes to heap` 52 `string(rune(i)) escapes to heap`
	println(s.Len())
	m := l.Map[float64]
	println(m(func(i int) float64 { return float64(i) }).Len()) // want 12 `func literal escapes to heap`
	f := (*List[int]).Push
	f(l, 3)
	g := List[int].Len
	println(g(*l))
	New[number](3)
}
