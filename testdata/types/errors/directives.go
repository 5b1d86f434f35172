// Directives that what is declared doesn't allow.
package p

import (
	_ "embed"
	_ "unsafe"
)

//go:noescape
func body(p *int) {}

//go:noescape
func external(p *int)

//go:linkname external runtime.external
//go:linkname external runtime.other
//go:linkname constant runtime.constant
//go:linkname missing runtime.missing
//go:linkname variable runtime.f[go.shape.int]

const constant = 1

var variable int

//go:embed directives.go
var a, b string

//go:embed directives.go
var c = "c"

func local() {
	//go:embed directives.go
	var d string
	_ = d
	//go:embed directives.go
	var e int = 1
	_ = e
}

//go:embed directives.go
type T int
