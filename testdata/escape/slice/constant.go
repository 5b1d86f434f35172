// A variable that always holds the same constant counts as the constant.
package constant

func variable() {
	n := 10
	s := make([]int, n) // want 11 `make([]int, 10) does not escape`
	_ = s
}

func capacity() {
	n := 10
	s := make([]int, 0, n) // want 11 `make([]int, 0, 10) does not escape`
	_ = s
}

func tooLarge() {
	n := 10_000
	s := make([]int, n) // want 11 `make([]int, 10000) escapes to heap`
	_ = s
}

func reassigned() {
	n := 10
	n++
	s := make([]int, n) // want 11 `make([]int, n) does not escape`
	_ = s
}

func length() {
	l := []int{1, 2, 3} // want 12 `[]int{...} does not escape`
	s := make([]int, len(l)) // want 11 `make([]int, 3) does not escape`
	_ = s
}

func parameter(n int) {
	s := make([]int, n) // want 11 `make([]int, n) does not escape`
	_ = s
}

func returned(n int) []int { return make([]int, n) } // want 41 `make([]int, n) escapes to heap`

func zeroSized(n int) { _ = make([]struct{}, n) } // want 33 `make([]struct {}, n) escapes to heap`

func boxed() any {
	n := 1000
	s := "text"
	f := 1.5
	use(n, s, f) // want 5 `... argument does not escape` 6 `1000 does not escape` 9 `"text" does not escape` 12 `1.5 does not escape`
	return n // want 9 `1000 escapes to heap`
}

func use(...any) {}
