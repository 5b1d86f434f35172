package p

func f() {
	if x {
	}
	if x := g(); x {
	} else {
	}
	if x {
	} else if y {
	} else if z := g(); z {
	} else {
	}
	if ; x {
	}
	if (T{}) == x {
	}
	if x == (T{1}) && y {
	}
	if f(T{1}) {
	}
}
