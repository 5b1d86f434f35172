package p

func f() {
	var a int
	var b, c = 1, 2
	const d = 1
	const (
		e = iota
		g
	)
	type T struct{}
	type U[P any] = T
	var (
		h = 1
	)
}
