// A variable of the package that is initialized by an inlined call is data, if the function is
// one return of what would be data.
// flags: -m

package main

type failure struct {
	text string
	code int
}

func (f *failure) Error() string { return f.text } // want 6 `can inline (*failure).Error` 7 `leaking param: f to result ~r0 level=1`

func fail(text string) error { return &failure{text: text} } // want 6 `can inline fail` 11 `leaking param: text` 39 `&failure{...} escapes to heap`

// The same as &failure{text: "empty"}: nothing is said of it.
var errEmpty = fail("empty") // want 20 `inlining call to fail`

// Strings are put together.
func wrap(text string) *failure { return &failure{text: "wrapped: " + text} } // want 6 `can inline wrap` 11 `text does not escape` 42 `&failure{...} escapes to heap` 69 `"wrapped: " + text escapes to heap`

var errWrapped = wrap("full") // want 22 `inlining call to wrap`

// Not one return: made when the program starts.
func coded(code int) *failure { // want 6 `can inline coded`
	f := &failure{code: code} // want 7 `&failure{...} escapes to heap`
	if code > 9 {
		f.text = "large"
	}
	return f
}

var errCoded = coded(7) // want 21 `&failure{...} escapes to heap` 21 `inlining call to coded`

// A slice that is used twice can't be made twice.
func twice(xs []int) [2][]int { return [2][]int{xs, xs} } // want 6 `can inline twice` 12 `leaking param: xs to result ~r0 level=0`

var rows = twice([]int{1, 2}) // want 17 `inlining call to twice` 23 `[]int{...} escapes to heap`

func number() int { return 5 } // want 6 `can inline number`

var buffer = make([]byte, number()) // want 18 `make([]byte, 5) escapes to heap` 33 `inlining call to number`

func main() { // want 6 `can inline main`
	println(errEmpty, errWrapped, errCoded, len(rows), len(buffer))
}
