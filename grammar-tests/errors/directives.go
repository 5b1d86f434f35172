//go:noinline

package p //go:noinline

//go:build linux

//go:noescape
var a = 1

//go:embed x
func f() {
	//go:nosplit
	f()
}

type T int

//go:noinline
// nothing follows
