package p

var (
	a = func() {}
	b = func(x int) (y string, err error) { return }
	c = func() func() { return func() {} }
	d = func(x ...int) []int { return x }(1, 2)
)
