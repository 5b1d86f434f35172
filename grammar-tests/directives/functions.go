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
	//goesc:nothing
	_ = 1
}

func d() {} //goesc:nothing

//go:noinline

func e() {}
