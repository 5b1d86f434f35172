// Package p has directives.
package p

//go:noinline
func a() {}

// Doc.
//
//go:noescape
//go:nosplit
func b()

//goesc:allow heap
func c() {
	//go:noinline
	_ = 1
}

func d() {} //go:noinline

//go:noinline

func e() {}
