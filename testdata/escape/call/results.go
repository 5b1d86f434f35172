// What a function's parameters flow to is known at its calls: results, the heap, or nothing.
package calls

func first(p, q *int) *int       { return p } // want 12 `leaking param: p to result ~r0 level=0` 15 `q does not escape`
func both(p, q *int) (a, b *int) { return q, p } // want 11 `leaking param: p to result b level=0` 14 `leaking param: q to result a level=0`
func deref(pp **int) *int        { return *pp } // want 12 `leaking param: pp to result ~r0 level=1`
func nothing(p *int)             {} // want 14 `p does not escape`

var sink *int

func keep(p *int) { sink = p } // want 11 `leaking param: p`

func useFirst() *int {
	x, y := 1, 2 // want 2 `moved to heap: x`
	return first(&x, &y)
}

func useBoth() *int {
	x, y := 1, 2 // want 5 `moved to heap: y`
	p, _ := both(&x, &y)
	return p
}

func useDeref() *int {
	x := 1 // want 2 `moved to heap: x`
	p := &x
	return deref(&p)
}

func useNothing() {
	x := 1
	nothing(&x)
}

func useKeep() {
	x := 1 // want 2 `moved to heap: x`
	keep(&x)
}

func forwarded() {
	x, y := 1, 2
	nothing(first(both(&x, &y)))
}

func unknown(f func(*int)) { // want 14 `f does not escape`
	x := 1 // want 2 `moved to heap: x`
	f(&x)
}

func variadic(ps ...*int) int { return len(ps) } // want 15 `ps does not escape`

func variadicKeep(ps ...*int) { sink = ps[0] } // want 19 `leaking param content: ps`

func useVariadic() {
	x, y := 1, 2 // want 2 `moved to heap: x`
	variadic(&x, &y) // want 10 `... argument does not escape`
	variadic()
	variadicKeep(&x) // want 14 `... argument does not escape`
	s := []*int{&y} // want 13 `[]*int{...} does not escape`
	variadic(s...)
}

func even(n int, p *int) *int { // want 18 `leaking param: p`
	if n == 0 {
		return p
	}
	return odd(n-1, p)
}

func odd(n int, p *int) *int { // want 17 `leaking param: p`
	if n == 0 {
		return nil
	}
	return even(n-1, p)
}
