// A call's callee is known if it is a function, a literal, or a variable that only ever holds such.
package callee

var sink *int

func keeps(p *int)   { sink = p } // want 12 `leaking param: p`
func ignores(p *int) {} // want 14 `p does not escape`

func literal() {
	x := 0
	func(p *int) { _ = p }(&x) // want 2 `func literal does not escape` 7 `p does not escape`
}

func variable() {
	x := 0
	f := ignores
	f(&x)
}

func assignedTwice(c bool) {
	x := 0 // want 2 `moved to heap: x`
	f := ignores
	if c {
		f = keeps
	}
	f(&x)
}

func declaredFirst() {
	x := 0
	var f func(*int)
	f = ignores
	f(&x)
}

func assignedByPair(g func(*int)) { // want 21 `g does not escape`
	x := 0 // want 2 `moved to heap: x`
	f, _ := g, 1
	f(&x)
}

func parameter(f func(*int)) { // want 16 `f does not escape`
	x := 0 // want 2 `moved to heap: x`
	f(&x)
}

func captured() {
	x := 0
	f := ignores
	func() { f(&x) }() // want 2 `func literal does not escape`
}

func addressTaken() {
	x := 0 // want 2 `moved to heap: x`
	f := ignores
	p := &f
	*p = keeps
	f(&x)
}
