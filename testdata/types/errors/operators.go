// What the parser lets pass where it has no place.
package p

var (
	a = 1
	b = ~a
	c = 2
	d = ~1.5
)

func f(x any) int { return a + c + b + x.(type) + [...]int(x) }

func g[P ~int](x P) P {
	switch y := x; z := any(y).(type) {
	case int:
		_ = ~z
	}
	switch any(x).(type) {
	}
	return ~x + undefined
}

type S[A any] struct{ a A }

func (S[A]) m[B, C any]() {}

func h() {
	f := S[int]{}.m[string, *int]
	f()
	f(1)
	S[int]{}.m[int]()
	_ = h[int, int]
}
