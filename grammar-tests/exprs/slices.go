package p

var (
	a = x[:]
	b = x[i:]
	c = x[:j]
	d = x[i:j]
	e = x[:j:k]
	f = x[i:j:k]
	g = x[i+1 : len(x)-1]
)
