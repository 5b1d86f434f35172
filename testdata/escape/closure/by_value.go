// Small variables that never change after the closure is made are captured by value.
package byvalue

func value() func() int {
	x := 1
	return func() int { return x } // want 9 `func literal escapes to heap`
}

func reassigned() func() int {
	x := 1
	x = 2
	return func() int { return x } // want 9 `func literal escapes to heap`
}

func reassignedLater() func() int {
	x := 1 // want 2 `moved to heap: x`
	f := func() int { return x } // want 7 `func literal escapes to heap`
	x = 2
	return f
}

func reassignedInside() func() int {
	x := 1 // want 2 `moved to heap: x`
	return func() int { x++; return x } // want 9 `func literal escapes to heap`
}

func addressTaken() func() int {
	x := 1 // want 2 `moved to heap: x`
	p := &x
	*p = 2
	return func() int { return x } // want 9 `func literal escapes to heap`
}

func large() func() byte {
	var a [128]byte
	var b [129]byte // want 6 `moved to heap: b`
	return func() byte { return a[0] + b[0] } // want 9 `func literal escapes to heap`
}

func inLoop() (fs []func() int) {
	for i := range 3 {
		j := i
		fs = append(fs, func() int { return i + j }) // want 14 `append escapes to heap` 19 `func literal escapes to heap`
	}
	return
}

func nested() func() func() int {
	x := 1
	return func() func() int { return func() int { return x } } // want 9 `func literal escapes to heap` 36 `func literal escapes to heap`
}
