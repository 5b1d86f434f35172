package p

func f() {
	return
	return x
	return x, y
	return func() {}, g(x)
	return (x)
}
