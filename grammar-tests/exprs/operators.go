package p

var (
	a = x + y*z - w
	b = x || y && !z == w
	c = -x ^ +y&^z
	d = x << y >> z % w / v
	e = x < y != (z >= w)
	f = a.b + c[d]*e()
	g = "a" + "b" +
		"c"
)
