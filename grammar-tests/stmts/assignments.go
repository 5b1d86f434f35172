package p

func f() {
	a = b
	a, b = b, a
	a := 1
	a, b := f()
	a += 1
	a -= b
	a *= b
	a /= b
	a %= b
	a &= b
	a |= b
	a ^= b
	a <<= b
	a >>= b
	a &^= b
	a++
	a.b[c]--
	*p = x
	(a) = b
}
