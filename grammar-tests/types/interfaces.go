package p

type I interface {
	a()
	b(x int) (string, error)
	J
	pkg.K
	L[int]
	~int
	int | ~string | *T
	interface{ c() }
	M[int] | N[string]
}

type E interface{}
