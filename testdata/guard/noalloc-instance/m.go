package m

import "ex.com/m/lib"

// The compiler has no tags for lib.position[string] here: no code of this package
// mentions the instance but what is inlined.
//
//goesc:noalloc
func Find(names []string) int {
	return lib.Position(names, "gopher")
}
