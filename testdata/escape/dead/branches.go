// Branches that are never taken, and statements after the end of the flow, are dropped before
// escape analysis: nothing is said about them.
package dead

const debug = false

var sink *int

func branch() {
	x := 1
	if debug {
		sink = &x
	}
}

func otherwise() {
	x, y := 1, 2 // want 2 `moved to heap: x`
	if !debug {
		sink = &x
	} else {
		sink = &y
	}
}

func decided(b bool) {
	x := 1
	if b && debug {
		sink = &x
	}
	for b && debug {
		sink = &x
	}
}

func undecided(b bool) {
	x := 1 // want 2 `moved to heap: x`
	if b || debug {
		sink = &x
	}
}

func constant() {
	x, y := 1, 2 // want 2 `moved to heap: x`
	switch 3 {
	case 3:
		sink = &x
	case 4:
		sink = &y
	}
}

func after() *int {
	x, y := 1, 2 // want 2 `moved to heap: x`
	return &x
	return &y
}

func panics() {
	x := 1
	panic("a") // want 8 `"a" escapes to heap`
	sink = &x
}

func labeled(b bool) {
	x := 1 // want 2 `moved to heap: x`
	if b {
		goto end
	}
	return
end:
	sink = &x
}
