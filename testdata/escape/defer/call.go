// A deferred call runs before its function returns: its arguments stay on the stack, unless the
// defer stands in a loop.
package deferred

type file struct{ name string }

func (f *file) close() {} // want 7 `f does not escape`

func use(p *int) {} // want 10 `p does not escape`

func once() {
	x := 1
	defer use(&x)
}

func loop() {
	for i := 0; i < 3; i++ {
		x := i // want 3 `moved to heap: x`
		defer use(&x)
	}
}

func method() {
	f := file{"a"}
	defer f.close()
}

func closure() {
	x := 1
	defer func() { x++ }() // want 8 `func literal does not escape`
}

func closureInLoop() {
	for i := range 3 {
		defer func() { _ = i }() // want 9 `func literal escapes to heap`
	}
}

func recovered() (err any) {
	defer func() { // want 8 `func literal does not escape`
		err = recover()
	}()
	return nil
}

func builtin(m map[string]int, c chan int) { // want 14 `m does not escape` 32 `c does not escape`
	defer delete(m, "a")
	defer close(c)
	defer print("a")
	defer panic(1) // want 14 `1 escapes to heap`
}
