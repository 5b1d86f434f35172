// A variable whose address is returned, stored in a global variable or behind a parameter moves to
// the heap.
package address

var sink *int

func returned() *int {
	x := 1 // want 2 `moved to heap: x`
	return &x
}

func named() (p *int) {
	x := 1 // want 2 `moved to heap: x`
	p = &x
	return
}

func returnedField() *int {
	var s struct{ a, b int } // want 6 `moved to heap: s`
	return &s.b
}

func returnedSlice() []int {
	var a [4]int // want 6 `moved to heap: a`
	return a[:2]
}

func stored() {
	x := 1 // want 2 `moved to heap: x`
	sink = &x
}

func storedBehindParameter(pp **int) { // want 28 `pp does not escape`
	x := 1 // want 2 `moved to heap: x`
	*pp = &x
}

func throughVariables() *int {
	x := 1 // want 2 `moved to heap: x`
	p := &x
	q := p
	return q
}

func onlyCopied() int {
	x := 1
	p := &x
	q := *p
	return q
}

func parameter(x int) *int { // want 16 `moved to heap: x`
	return &x
}

func result() (x int) { // want 16 `moved to heap: x`
	sink = &x
	return
}
