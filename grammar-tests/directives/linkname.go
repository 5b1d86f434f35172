package p

import _ "unsafe"

//go:linkname a runtime.a
func a()

//go:linkname b
//go:noinline
func b() {}

//go:cgo_import_dynamic x y
