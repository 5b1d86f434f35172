// Wrappers of methods have their parameters where the method declares them, in other packages, too;
// without the source of the standard library, its summaries know where that is.
package main

import (
	"io"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

// Promoted methods that other packages declare: of a type, and of interfaces.
type replacer struct{ *strings.Replacer }
type sorted struct{ sort.Interface }

// An interface that embeds one of another package, whose methods are in turn embedded ones, one of
// its own, and a literal.
type file interface {
	io.ReadWriter
	closer
	interface{ Sync(wait bool) (err error) }
}
type closer interface{ Close(n int) error }

type open struct{ file }

// Methods with receivers that have no name, and of an instance.
type locked struct {
	sync.Mutex
	p atomic.Pointer[int]
}

// Under -l, too, a wrapper calls what can be inlined, and doesn't jump there: other packages are
// compiled with inlining.
type reader struct{ *strings.Reader }

// What an imported variable is made of has its wrappers where the variable is.
var end = io.EOF

func use(x any) { println(x) }

func main() {
	use(replacer{})
	use(sorted{})
	use(open{})
	use(&locked{})
	use(reader{})
	use(end == io.ErrUnexpectedEOF)
}
