// A slice stays on the stack when it doesn't escape and is at most 64 KiB; with a variable size, gc
// says the same, and the runtime allocates what exceeds 32 bytes.
package slices

func small() int {
	s := make([]int, 10) // want 11 `make([]int, 10) does not escape`
	return len(s)
}

func variable(n int) int {
	s := make([]int, n) // want 11 `make([]int, n) does not escape`
	return len(s)
}

func variableCap(n int) int {
	s := make([]int, 0, n) // want 11 `make([]int, 0, n) does not escape`
	return cap(s)
}

func constantAfterAll() int {
	n := 10
	s := make([]int, n) // want 11 `make([]int, 10) does not escape`
	return len(s)
}

func limit() byte {
	a := make([]byte, 64<<10) // want 11 `make([]byte, 65536) does not escape`
	b := make([]byte, 64<<10+1) // want 11 `make([]byte, 65537) escapes to heap`
	return a[0] + b[0]
}

func zeroSized() int {
	s := make([]struct{}, 10) // want 11 `make([]struct {}, 10) escapes to heap`
	return len(s)
}

func returned(n int) []int {
	return make([]int, n) // want 13 `make([]int, n) escapes to heap`
}

func ofPointers(p *int) []*int { // want 17 `leaking param: p`
	s := make([]*int, 1) // want 11 `make([]*int, 1) escapes to heap`
	s[0] = p
	return s
}

func lengthOfLiteral() int {
	s := make([]int, len([]int{1, 2, 3})) // want 11 `make([]int, 3) does not escape` 28 `[]int{...} does not escape`
	return len(s)
}
