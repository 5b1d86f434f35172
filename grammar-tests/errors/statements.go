package p

func f() {
	go (g())
	for i := 0; i < 10 {
	}
	for x; y; z := 1 {
	}
	x, y
	var a = 1 2
	goto
	L:
	x[:i:]
}
