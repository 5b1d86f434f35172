package p

import _ "embed"

//go:embed a.txt
var a string

//go:notinheap
type T struct{}

//goesc:lost
var (
	//go:embed b.txt
	b string

	c int
	//goesc:last
)

func f() {
	//goesc:x
	var x int
	_ = x
}
