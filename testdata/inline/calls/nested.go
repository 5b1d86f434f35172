// What inlined code says is said of the outermost call.
// flags: -m

package main

type leaf struct{ n int }

func newLeaf(n int) *leaf { return &leaf{n} } // want 6 `can inline newLeaf` 36 `&leaf{...} escapes to heap`

func pair() (*leaf, *leaf) { return newLeaf(1), newLeaf(2) } // want 6 `can inline pair` 44 `&leaf{...} escapes to heap` 44 `inlining call to newLeaf` 56 `&leaf{...} escapes to heap` 56 `inlining call to newLeaf`

var kept *leaf

func keepOne() { // want 6 `can inline keepOne`
	a, b := pair() // want 14 `&leaf{...} does not escape` 14 `&leaf{...} escapes to heap` 14 `inlining call to newLeaf` 14 `inlining call to pair`
	kept = a
	println(b.n)
}

// A literal within inlined code says where it stands itself.
func delayed(n int) func() *leaf { // want 6 `can inline delayed`
	return func() *leaf { return newLeaf(n) } // want 9 `can inline delayed.func1` 9 `func literal escapes to heap` 38 `&leaf{...} escapes to heap` 38 `inlining call to newLeaf`
}

var later = func() *leaf { return nil } // want 13 `can inline init.func1`

func keepDelayed() { later = delayed(3) } // want 6 `can inline keepDelayed` 37 `func literal escapes to heap` 37 `inlining call to delayed`

// Functions that call each other are inlined until the first comes again.
func ping(n int) int { // want 6 `can inline ping`
	if n == 0 {
		return 0
	}
	return pong(n - 1) // want 13 `inlining call to ping` 13 `inlining call to pong`
}

func pong(n int) int { return ping(n) + 1 } // want 6 `can inline pong` 35 `inlining call to ping` 35 `inlining call to pong`

func main() {
	keepOne() // want 9 `&leaf{...} does not escape` 9 `&leaf{...} escapes to heap` 9 `inlining call to keepOne` 9 `inlining call to newLeaf` 9 `inlining call to pair`
	keepDelayed() // want 13 `func literal escapes to heap` 13 `inlining call to delayed` 13 `inlining call to keepDelayed`
	println(ping(4)) // want 14 `inlining call to ping` 14 `inlining call to pong`
}
