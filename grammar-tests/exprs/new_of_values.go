package p

// Go 1.26: new of a value.
var (
	a = new(1)
	b = new("x")
	c = new(f(x))
	d = new(x + y)
	e = new(x.y)
	f = new(x[i])
	g = new(*x)
	h = new(-x)
	i = new((x))
	j = new(T{1})
	k = new([]int{1})
	l = new(int64(5))
	m = new(<-c)
	n = new(func() {})
)
