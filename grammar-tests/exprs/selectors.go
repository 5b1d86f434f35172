package p

var (
	a = x.y
	b = x.y.z
	c = f().x
	d = (*T).m
	e = pkg.T.m
	f = List[int].m
	g = x.
		y
)
