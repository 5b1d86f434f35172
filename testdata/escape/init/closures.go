// Package variables are initialized by a function; literals in it are closures without a name.
package main

var (
	first  = func() int { return *second }() // want 11 `func literal does not escape`
	second = new(int) // want 14 `new(int) escapes to heap`
	third  = func(x int) func() int { return func() int { x++; return x } }(3) // want 11 `func literal does not escape` 16 `moved to heap: x` 43 `func literal escapes to heap`
	fourth, fifth = pair()
	sixth   = map[string]func(){"a": func() { println(first) }} // want 29 `map[string]func(){...} escapes to heap` 35 `func literal escapes to heap`
	seventh = []any{1, "a", &first, func() {}, struct{ x int }{3}}
	eighth any = &[]int{1, 2, 3}
	ninth   = &T{a: 1, p: &first, f: func(t *T) { t.a = 2 }} // want 40 `t does not escape`
	tenth   = [...]*T{{a: 1}, {a: 2}}
)

type T struct {
	a int
	p *int
	f func(*T)
}

func pair() (*int, error) { x := 1; return &x, nil } // want 29 `moved to heap: x`

func init() { x := 3; second = &x } // want 15 `moved to heap: x`
func init() { defer func() { recover() }() } // want 21 `func literal does not escape`
