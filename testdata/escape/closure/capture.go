// A captured variable is captured by value when it is never reassigned and at most 128 bytes, and
// by reference otherwise: then it moves to the heap with a closure that escapes.
package closure

func byValue() func() int {
	x := 1
	return func() int { return x } // want 9 `func literal escapes to heap`
}

func byReference() func() int {
	x := 1
	x++
	return func() int { return x } // want 9 `func literal escapes to heap`
}

func assignedInside() func() int {
	x := 1 // want 2 `moved to heap: x`
	return func() int { x++; return x } // want 9 `func literal escapes to heap`
}

func reassignedAfter() func() int {
	x := 1 // want 2 `moved to heap: x`
	f := func() int { return x } // want 7 `func literal escapes to heap`
	x = 2
	return f
}

func large() func() byte {
	var a [128]byte
	var b [129]byte // want 6 `moved to heap: b`
	return func() byte { return a[0] + b[0] } // want 9 `func literal escapes to heap`
}

func stays() int {
	x := 1
	f := func() { x++ } // want 7 `func literal does not escape`
	f()
	return x
}

func calledAtOnce() int {
	x := 1
	func() { x++ }() // want 2 `func literal does not escape`
	return x
}

func nested() func() func() int {
	x := 1 // want 2 `moved to heap: x`
	return func() func() int { // want 9 `func literal escapes to heap`
		return func() int { x++; return x } // want 10 `func literal escapes to heap`
	}
}

func withoutCaptures() func() int {
	return func() int { return 1 } // want 9 `func literal escapes to heap`
}

func parameter(p *int) func() *int { // want 16 `leaking param: p`
	return func() *int { return p } // want 9 `func literal escapes to heap`
}

func recursive(n int) int {
	var f func(int) int
	f = func(n int) int { // want 6 `func literal does not escape`
		if n == 0 {
			return 0
		}
		return f(n - 1)
	}
	return f(n)
}
