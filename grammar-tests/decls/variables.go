package p

var a int
var b, c = 1, f()
var d, e []int = nil, nil

var (
	g = 1
	h string
)

var ()
