// What a goroutine's arguments point to escapes, as does the closure that it runs.
package goroutine

type worker struct{ n int }

func (w *worker) run(p *int) { w.n = *p } // want 7 `w does not escape` 22 `p does not escape`

func work(p *int) {} // want 11 `p does not escape`

func byAddress() {
	x := 1 // want 2 `moved to heap: x`
	go work(&x)
}

func byMethod() {
	var w worker // want 6 `moved to heap: w`
	x := 1 // want 2 `moved to heap: x`
	go w.run(&x)
}

func byClosure() {
	x := 1 // want 2 `moved to heap: x`
	go func() { x++ }() // want 5 `func literal escapes to heap`
}

func byValue(n int) {
	go func(n int) { _ = n }(n) // want 5 `func literal escapes to heap`
}

func byVariable(f func()) { // want 17 `leaking param: f`
	go f()
}
