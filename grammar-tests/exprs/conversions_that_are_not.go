package p

// Operators bind looser than the parentheses.
var (
	a = *T(x)
	b = *pkg.T(x).y
	c = *[]int(x)
	d = <-chan int(x)
	e = *(*T)(x).y[0]
	f = *(*[2]int)(unsafe.Pointer(&x))
)
