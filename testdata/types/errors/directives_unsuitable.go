//go:noinline

package p

//go:build linux

//go:noescape
var a = 1

//go:embed x
func f() {
}

//go:noinline
type T int
