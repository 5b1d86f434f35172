package p

var (
	a = -x
	b = !!x
	c = ^x
	d = *x
	e = **x.y
	f = &x
	g = &x.y[z]
	h = &T{}
	i = <-c
	j = <-<-c
	k = -<-c
	l = &(T{})
	m = *&x
)
