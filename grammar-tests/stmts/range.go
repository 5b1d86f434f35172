package p

func f() {
	for range x {
	}
	for i := range x {
	}
	for i, v := range x {
	}
	for i, v = range x {
	}
	for a.b, *c = range x {
	}
	for i := range 10 {
	}
	for x := range f(y) {
	}
	for range []int{1, 2} {
	}
	for _, x := range struct{ a []int }{nil}.a {
	}
}
