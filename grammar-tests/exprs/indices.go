package p

var (
	a = x[i]
	b = x[i][j]
	c = m[key{1, 2}]
	d = f[int]
	e = f[int, string]
	g = f[[]int](x)
	h = fs[i](x)
	i = fs[i+1](x)
	j = pkg.F[pkg.T](x)
	k = x[(i)]
	l = f[*T](x)
	n = f[T,](x)
)
