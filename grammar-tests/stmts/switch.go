package p

func f() {
	switch {
	}
	switch x {
	case 1:
		g()
	case 2, 3:
		fallthrough
	default:
	}
	switch x := g(); x {
	}
	switch x := g(); {
	case x > 0:
	}
	switch ; {
	}
	switch {
	case x: g()
	case y: {
		g()
	}
	}
}
