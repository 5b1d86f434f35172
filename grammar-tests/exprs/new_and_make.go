package p

var (
	a = make([]int, n)
	b = make(map[string]int)
	c = make(chan<- int, 1)
	d = new(T)
	e = new([]int)
	f = new(pkg.T)
	g = new(List[int])
	h = make(S, n, m,)
	i = (make)([]int, n)
)
