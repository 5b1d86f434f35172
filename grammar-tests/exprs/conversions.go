package p

var (
	a = T(x)
	b = pkg.T(x)
	c = []byte(x)
	d = (*T)(x)
	e = [2]int(x)
	f = map[string]int(x)
	g = chan int(x)
	h = interface{}(x)
	i = struct{}(x)
	j = func(int) string(x)
	k = (func())(x)
	l = List[int](x)
	m = (<-chan int)(x)
	n = []byte(x,)
)
