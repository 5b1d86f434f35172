// Directives that need an import which isn't there.
package p

//go:linkname f runtime.f
func f()

//go:embed x.txt
var s string

//go:linknamestd g
func g()
