package p

type A int
type B = A

type (
	C struct{}
	D = map[string]C
)
