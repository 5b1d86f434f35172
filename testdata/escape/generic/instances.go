// A generic function is compiled once for each shape of its type arguments, and reported with it.
package generics

type number interface{ ~int | ~float64 }

func pointerTo[T any](x T) *T { return &x } // want 23 `moved to heap: x`

func sum[T number](xs ...T) (total T) {
	for _, x := range xs {
		total += x
	}
	return
}

func boxed[T any](x T) any { return x } // want 37 `x escapes to heap`

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) } // want 48 `append escapes to heap`
func (s *stack[T]) pop() (x T) {
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1] // want 10 `(*stack[go.shape.*uint8]).pop ignoring self-assignment in s.items = s.items[:len(s.items) - 1]`
	return
}

type stringer interface{ String() string }

func join[T stringer](xs []T) (s string) {
	for _, x := range xs {
		s += x.String()
	}
	return
}

type name string

func (n name) String() string { return string(n) } // want 7 `leaking param: n to result ~r0 level=0`

type celsius int

func use() any {
	_ = pointerTo(1)
	_ = pointerTo("a")
	_ = pointerTo(celsius(2))
	_ = sum(1, 2, 3) // want 9 `... argument does not escape`
	_ = sum(1.5) // want 9 `... argument does not escape`
	var s stack[*int]
	s.push(new(int)) // want 12 `new(int) escapes to heap`
	_ = s.pop()
	_ = join([]name{"a", "b"}) // want 17 `[]name{...} does not escape`
	return boxed(name("c"))
}

func mapped[T, U any](xs []T, f func(T) U) []U {
	ys := make([]U, 0, len(xs)) // want 12 `make([]go.shape.string, 0, len(xs)) escapes to heap`
	for _, x := range xs {
		ys = append(ys, f(x)) // want 14 `append escapes to heap`
	}
	return ys
}

func useMapped() []string {
	return mapped([]int{1, 2}, func(i int) string { return "x" }) // want 21 `[]int{...} does not escape` 29 `func literal does not escape`
}
