package p

func f() {
	x := a +
		b
	g(a,
		b)
	x.
		y()
	if a &&
		b {
	}
	return /* no line break */ x
}
