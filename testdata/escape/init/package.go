// Package variables: what is initialized statically isn't mentioned; the rest runs in init.
package inits

import "errors"

var (
	static       = []int{1, 2, 3}
	pointer      = &struct{ a int }{1}
	err          = errors.New("failed")
	table        = map[string]int{"a": 1} // want 31 `map[string]int{...} escapes to heap`
	fn           = func() int { return len(table) }
	boxed    any = 42
	computed     = compute()
	made         = make([]int, 10) // want 21 `make([]int, 10) escapes to heap`
)

func compute() *int {
	x := 1 // want 2 `moved to heap: x`
	return &x
}

func init() {
	x := 2
	static = append(static, x) // want 17 `append escapes to heap`
}
