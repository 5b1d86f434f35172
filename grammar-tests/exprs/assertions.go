package p

var (
	a = x.(T)
	b = x.(*pkg.T)
	c, d = x.(interface{ m() })
	e = x.(List[int]).f
)
