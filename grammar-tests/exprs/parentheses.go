package p

var (
	a = (x)
	b = ((x))
	c = (x + y) * z
	d = (f)(x)
	e = (x).y
	g = (<-c)
)
