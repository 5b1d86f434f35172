// Code that is dead because of a constant condition is not analyzed.
package labels

const debug = false

var sink *int

func dead() {
	x := 1
	if debug {
		sink = &x
	}
	if !debug {
		return
	}
	sink = &x
}

func alive(b bool) {
	x := 1 // want 2 `moved to heap: x`
	if b {
		sink = &x
	}
}
