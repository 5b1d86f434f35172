package p

var (
	a = 0x
	b = 08
	c = 1__0
	d = ''
	e = 'ab'
	f = "\q"
	g = '\400'
	h = 1e
	i = "open
	j = 1
)
