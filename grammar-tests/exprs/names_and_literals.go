package p

var (
	a = x
	b = 1_000
	c = 0x1F
	d = 0o17
	e = 017
	f = 0b101
	g = 1.5e-3
	h = .5
	i = 0x1p-2
	j = 2i
	k = 0x1p-2i
	l = 'x'
	m = '\n'
	n = '\u00e9'
	o = "text\t\x00"
	q = `raw
text`
	r, s, t, u = nil, true, false, iota
	ä = 世界
)
