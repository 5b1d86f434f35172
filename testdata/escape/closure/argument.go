// A closure passed to a function escapes if that function lets its parameter escape.
package closure

var kept func()

func keep(f func())              { kept = f } // want 11 `leaking param: f`
func call(f func())              { f() } // want 11 `f does not escape`
func apply(f func(*int), p *int) { f(p) } // want 12 `f does not escape` 26 `leaking param: p`

func passed() {
	x := 1
	call(func() { x++ }) // want 7 `func literal does not escape`
	y := 1 // want 2 `moved to heap: y`
	keep(func() { y++ }) // want 7 `func literal escapes to heap`
}

func argumentOfClosure() {
	x := 1 // want 2 `moved to heap: x`
	apply(func(p *int) { *p = 2 }, &x) // want 8 `func literal does not escape` 13 `p does not escape`
	f := func(p *int) *int { return p } // want 7 `func literal does not escape` 12 `leaking param: p to result ~r0 level=0`
	y := 1
	_ = f(&y)
}
