// What a literal returns stays, as long as every call of it is known.
package results

func called() {
	x := 0
	p := func() *int { return &x }() // want 7 `func literal does not escape`
	*p = 1
}

func variable() {
	x := 0
	f := func() *int { return &x } // want 7 `func literal does not escape`
	*f() = 1
}

func passed(call func(func() *int)) { // want 13 `call does not escape`
	x := 0 // want 2 `moved to heap: x`
	call(func() *int { return &x }) // want 7 `func literal escapes to heap`
}

func conditional(c bool) *int {
	x := 0 // want 2 `moved to heap: x`
	f := func() *int { return &x } // want 7 `func literal does not escape`
	if c {
		return f()
	}
	return nil
}

func own() {
	p := func() *int { y := 0; return &y }() // want 7 `func literal does not escape` 21 `moved to heap: y`
	*p = 1
}

func assigned() {
	var keep *int
	func() { // want 2 `func literal does not escape`
		x := 0 // want 3 `moved to heap: x`
		keep = &x
	}()
	_ = keep
}

type holder struct{ f func() *int }

func stored() int {
	x := 0
	h := holder{func() *int { return &x }} // want 14 `func literal does not escape`
	return *h.f()
}
