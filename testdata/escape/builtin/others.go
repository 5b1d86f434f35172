// Built-in functions.
package builtins

func smallest(a, b string) string { return min(a, b, "m") } // want 15 `leaking param: a to result ~r0 level=0` 18 `leaking param: b to result ~r0 level=0`

func largest(p []int) int { return max(len(p), cap(p)) } // want 14 `p does not escape`

func cleared(m map[string]*int, s []*int) { // want 14 `m does not escape` 33 `s does not escape`
	clear(m)
	clear(s)
}

func panics(p *int) { // want 13 `leaking param: p`
	panic(p)
}

func panicsValue(n int) {
	panic(n) // want 8 `n escapes to heap`
}

func prints(s string, p *int) { // want 13 `s does not escape` 23 `p does not escape`
	print(s, p)
	println(s, p)
}

func numbers(c complex128) float64 {
	return real(c) + imag(c) + real(complex(1, 2))
}

func recovers() any { return recover() }
