// Results become variables of the caller, too. With one return and no names, they are declared
// there.
// flags: -m

package main

type node struct{ next *node }

func fresh() *node { return &node{} } // want 6 `can inline fresh` 29 `&node{} escapes to heap`

// The new node stays where its only user is.
func local() bool { return fresh().next == nil } // want 6 `can inline local` 33 `&node{} does not escape` 33 `inlining call to fresh`

var list *node

func global() { list = fresh() } // want 6 `can inline global` 29 `&node{} escapes to heap` 29 `inlining call to fresh`

// Several returns: the result is assigned twice.
func either(b bool) *node { // want 6 `can inline either`
	if b {
		return &node{} // want 10 `&node{} escapes to heap`
	}
	return list
}

func chosen(b bool) bool { return either(b) == nil } // want 6 `can inline chosen` 41 `&node{} does not escape` 41 `inlining call to either`

// A named result can be returned without saying so.
func named(b bool) (n *node) { // want 6 `can inline named`
	if b {
		n = &node{} // want 7 `&node{} escapes to heap`
		return
	}
	return nil
}

func useNamed() bool { return named(true) == nil } // want 6 `can inline useNamed` 36 `&node{} does not escape` 36 `inlining call to named`

func two() (*node, error) { return &node{}, nil } // want 6 `can inline two` 36 `&node{} escapes to heap`

func both() bool { // want 6 `can inline both`
	n, err := two() // want 15 `&node{} does not escape` 15 `inlining call to two`
	return n != nil && err == nil
}

// The value of a constant result is seen through the call.
func size() int { return 100 } // want 6 `can inline size`

func bytes() int { // want 6 `can inline bytes`
	b := make([]byte, size()) // want 11 `make([]byte, 100) does not escape` 24 `inlining call to size`
	return len(b)
}

func main() {
	global() // want 8 `&node{} escapes to heap` 8 `inlining call to fresh` 8 `inlining call to global`
	println(local(), chosen(true), useNamed(), both(), bytes()) // want 15 `&node{} does not escape` 15 `inlining call to fresh` 15 `inlining call to local` 25 `&node{} does not escape` 25 `inlining call to chosen` 25 `inlining call to either` 41 `&node{} does not escape` 41 `inlining call to named` 41 `inlining call to useNamed` 49 `&node{} does not escape` 49 `inlining call to both` 49 `inlining call to two` 58 `inlining call to bytes` 58 `inlining call to size` 58 `make([]byte, 100) does not escape`
}
