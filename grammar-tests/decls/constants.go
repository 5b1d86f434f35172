package p

const a = 1
const b, c float64 = 1, 2

// iota counts the declarations of a group; what is absent is repeated.
const (
	d = iota
	e
	f, g = iota, "g"
	h, i
)

const ( j = 1; k )
