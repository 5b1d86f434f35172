// What -m=2 says of literals that come with inlined calls: they are called after the function that
// they are written in and a hash of the calls, and each copy is judged by itself.
package main

var sink any

func all(xs []*int) func(yield func(*int) bool) {
	return func(yield func(*int) bool) {
		for _, x := range xs {
			if !yield(x) {
				return
			}
		}
	}
}

// A literal in a literal is named within that.
func nested(x *int) func() func() *int {
	return func() func() *int {
		y := x
		return func() *int { sink = &y; return y }
	}
}

func recovers() func() any {
	return func() any { return recover() }
}

func each(xs []*int) {
	for x := range all(xs) {
		sink = x
	}
	for x := range all(xs) {
		sink = *x
	}
}

func twice(x *int) *int {
	return nested(nested(x)()())()()
}

func outer(xs []*int, x *int) {
	each(xs)
	sink = twice(x)
	recovers()()
}

// Functions that call each other are inlined into each other once.
func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool  { return n != 0 && even(n-1) }

func viaLiteral(n int) int {
	f := func(n int) int { return back(n) }
	return f(n - 1)
}

func back(n int) int {
	if n == 0 {
		return 0
	}
	return viaLiteral(n)
}

// A type in an interface with methods may be compared: its function is gc's own.
type pair struct {
	name string
	err  error
}

func (pair) Error() string { return "" }

var asError error = pair{}

func main() {
	outer(nil, nil)
	println(even(2), back(3))
}
