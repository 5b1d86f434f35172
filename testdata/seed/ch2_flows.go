// The phrases of the log: a variable moves to the heap, an expression escapes to it, a parameter
// leaks.
package seed

import "fmt"

var global *int

func toGlobal() {
	x := 1 // want 2 `moved to heap: x`
	global = &x
}

func toInterface(x int) any {
	return x // want 9 `x escapes to heap`
}

func toGoroutine() {
	x := 1 // want 2 `moved to heap: x`
	go consume(&x)
}

func consume(p *int) { *p = 2 } // want 14 `p does not escape`

func leaks(p *int) *int { return p } // want 12 `leaking param: p to result ~r0 level=0`

func leaksContent(p **int) { global = *p } // want 19 `leaking param content: p`

func grows(s []int, p *int) []int { // want 12 `leaking param: s to result ~r0 level=0` 21 `p does not escape`
	return append(s, *p) // want 15 `append escapes to heap`
}

func prints(name string) { // want 13 `leaking param: name`
	fmt.Println("hello", name) // want 13 `... argument does not escape` 14 `"hello" escapes to heap` 23 `name escapes to heap`
}
