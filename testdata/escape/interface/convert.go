// Converting to an interface allocates unless the value is a pointer already. Constants too are
// said to escape, although they are static data.
package iface

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side }

type ref struct{ side int }

func (r *ref) area() int { return r.side } // want 7 `r does not escape`

var sink any

func value(x int) any       { return x } // want 38 `x escapes to heap`
func pointer(p *int) any    { return p } // want 14 `leaking param: p to result ~r0 level=0`
func constant() any         { return 42 } // want 38 `42 escapes to heap`
func text() any             { return "text" } // want 38 `"text" escapes to heap`
func empty() any            { return struct{}{} } // want 46 `struct {}{} escapes to heap`
func function(f func()) any { return f } // want 15 `leaking param: f to result ~r0 level=0`

func method() int {
	var s shape = square{2} // want 22 `square{...} does not escape`
	return s.area() // want 15 `devirtualizing s.area to square`
}

func unknown(s shape) int { return s.area() } // want 14 `leaking param: s`

func passed() int {
	return unknown(square{3}) + unknown(&ref{4}) // want 23 `square{...} escapes to heap` 38 `&ref{...} escapes to heap`
}

func devirtualized() int {
	var s shape = &ref{4} // want 16 `&ref{...} does not escape`
	return s.area() // want 15 `devirtualizing s.area to *ref`
}

func stays() bool {
	x := 1
	var a any = x // want 14 `1 does not escape`
	_, ok := a.(int)
	return ok
}

func fromInterface(s shape) any { return s } // want 20 `leaking param: s to result ~r0 level=0`

func asserted(a any) *int { return a.(*int) } // want 15 `leaking param: a to result ~r0 level=0`

func assertedValue(a any) [2]*int { return a.([2]*int) } // want 20 `leaking param: a to result ~r0 level=1`

func stored(x [4]int) { sink = x } // want 32 `x escapes to heap`

func compared(a any) bool { return a == 1 } // want 15 `a does not escape` 41 `1 does not escape`
