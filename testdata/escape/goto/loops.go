// A label that a later goto leads back to is a loop; one that is only jumped to forward isn't.
package loops

func backward() {
	var keep *int
again:
	x := 0 // want 2 `moved to heap: x`
	keep = &x
	if *keep == 0 {
		goto again
	}
}

func forward() {
	var keep *int
	goto later
later:
	x := 0
	keep = &x
	_ = keep
}

func inner() {
	var keep *int
	for i := 0; i < 10; i++ {
		x := i // want 3 `moved to heap: x`
		keep = &x
	}
	_ = keep
}

func inside() {
	for i := 0; i < 10; i++ {
		var keep *int
		x := i
		keep = &x
		_ = keep
	}
}

func labeled() {
	var keep *int
outer:
	for {
		for {
			x := 1 // want 4 `moved to heap: x`
			keep = &x
			if *keep > 0 {
				break outer
			}
			continue outer
		}
	}
}
