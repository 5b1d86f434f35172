// Labels and jumps.
package p

func labels(n int) {
unused:
	n++
	goto into
	if n > 0 {
	into:
		n++
	}
	goto over
	x := n
over:
	_ = x
same:
	for {
	same:
		break same
	}
	continue
	break
	goto nowhere
	for {
		func() { break }()
	}
}

func fallsThrough(n int, i interface{}) {
	switch n {
	case 1:
		fallthrough
	case 2:
		if n > 0 {
			fallthrough
		}
	default:
		fallthrough
	}
	switch i.(type) {
	case int:
		fallthrough
	case string:
	}
}
