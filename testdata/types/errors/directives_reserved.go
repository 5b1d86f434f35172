// Directives that are for others, or malformed.
package p

import _ "unsafe"

//go:systemstack
func a() {}

//go:nowritebarrier
//go:nowritebarrierrec
//go:yeswritebarrierrec
func b() {}

//go:uintptrkeepalive
func c(p uintptr)

//go:cgo_ldflag "-lm"
//go:cgo_ldflag -lm
//go:cgo_import_dynamic f f "libc.so.6"
//go:cgo_import_static
//go:linkname c
//go:linkname c d e
//go:linkname c d e f
//go:wasmimport a
//go:wasmexport a b
func d()

//go:embed
var e string

//go:embed "x
var f string

//go:embed `x`y
var g string
