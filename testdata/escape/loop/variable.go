// Since Go 1.22 each iteration has its own variable, and each moves to the heap when its address
// outlives the iteration.
package loops

func addresses() []*int {
	var s []*int
	for i := 0; i < 3; i++ { // want 6 `moved to heap: i`
		s = append(s, &i) // want 13 `append escapes to heap`
	}
	return s
}

func closures() []func() int {
	var s []func() int
	for i := 0; i < 3; i++ {
		s = append(s, func() int { return i }) // want 13 `append escapes to heap` 17 `func literal escapes to heap`
	}
	return s
}

func declaredOutside() *int {
	var p *int
	for i := 0; i < 3; i++ {
		x := i // want 3 `moved to heap: x`
		p = &x
	}
	return p
}

func outlivesIteration() int {
	var p *int
	for i := 0; i < 3; i++ {
		x := i // want 3 `moved to heap: x`
		if p == nil {
			p = &x
		}
	}
	return *p
}

func allocatedInLoop() int {
	var p *int
	for i := 0; i < 3; i++ {
		p = new(int) // want 10 `new(int) escapes to heap`
	}
	return *p
}

func backwards() int {
	var p *int
	i := 0
again:
	x := i // want 2 `moved to heap: x`
	p = &x
	i++
	if i < 3 {
		goto again
	}
	return *p
}
