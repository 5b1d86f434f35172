// Function literals that call themselves and each other through variables, and variables that hold
// one literal, or another value later.
package main

func mutual() {
	var f, g func(int) *int
	f = func(n int) *int { // want 6 `func literal does not escape` 11 `moved to heap: n`
		if n == 0 {
			return &n
		}
		return g(n - 1)
	}
	g = func(n int) *int { return f(n) } // want 6 `func literal does not escape`
	f(3)
}

func itself() int {
	var fib func(int) int
	fib = func(n int) int { // want 8 `func literal does not escape`
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	return fib(4)
}

func known(p *int) { // want 12 `p does not escape`
	f := func(p *int) { *p = 1 } // want 7 `func literal does not escape` 12 `p does not escape`
	f(p)
	x := 1
	f(&x)
}

func reassigned(p *int) { // want 17 `p does not escape`
	f := func(p *int) { *p = 1 } // want 7 `func literal does not escape` 12 `p does not escape`
	f(p)
	x := 1
	f(&x)
	f = nil
}
