package m

import (
	"io"

	"example.com/missing"
)

//goesc:noalloc
func calls(f func(), w io.Writer, hooks []func()) {
	f()
	w.Write(nil)
	hooks[0]()
	missing.Do()
	missing.T{}.Do()
}

//goesc:noescape
func rests() {
	x := 1
	missing.Keep(&x)
}
