package p

var (
	a = f()
	b = f(x, y)
	c = f(x, y...)
	d = f(x,)
	e = f()()(x)
	g = x.m(y).n()
	h = pkg.F(x)
	i = f(
		x,
		y,
	)
	j = func() {}()
)
