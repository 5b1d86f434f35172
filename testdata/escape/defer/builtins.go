// Deferred calls of built-in functions and of literals with arguments; in a loop, what is deferred
// goes to the heap.
package main

func builtins(n int, m map[int]int, c chan int, s []int) { // want 22 `m does not escape` 37 `c does not escape` 49 `s does not escape`
	defer recover()
	defer panic(n) // want 14 `n escapes to heap`
	defer print(n)
	defer delete(m, n)
	defer close(c)
	defer copy(s, []int{n}) // want 21 `[]int{...} does not escape`
}

func variadic(n int) {
	defer func(s ...int) {}(1, 2, n) // want 8 `func literal does not escape` 13 `s does not escape` 25 `... argument does not escape`
	defer func() {}() // want 8 `func literal does not escape`
}

func loops(n int) (err any) { // want 20 `moved to heap: err`
	for i := 0; i < n; i++ {
		defer func(i int) { err = i }(i) // want 9 `func literal escapes to heap` 29 `i escapes to heap`
		defer func() { err = i }() // want 9 `func literal escapes to heap` 24 `i escapes to heap`
	}
	return
}

func method(t *T) { // want 13 `t does not escape`
	defer t.done(new(int)) // want 18 `new(int) does not escape`
	defer (*T).done(t, new(int)) // want 24 `new(int) does not escape`
	f := t.done // want 8 `t.done does not escape`
	defer f(new(int)) // want 13 `new(int) escapes to heap`
}

type T struct{ p *int }

func (t *T) done(p *int) {} // want 7 `t does not escape` 18 `p does not escape`
