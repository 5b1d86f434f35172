// min, max and clear.
package main

func numbers(xs []int) int { // want 14 `xs does not escape`
	return min(1, 2, len(xs)) + max(3, xs[0])
}

func texts(a, b string) string { // want 12 `leaking param: a to result ~r0 level=0` 15 `leaking param: b to result ~r0 level=0`
	return min(a, b, "x"+a) // want 22 `"x" + a escapes to heap`
}

func larger(a, b string) string { // want 13 `leaking param: a to result ~r0 level=0` 16 `leaking param: b to result ~r0 level=0`
	return max(a, b)
}

func cleared(xs []*int, m map[string]*int) { // want 14 `xs does not escape` 25 `m does not escape`
	clear(xs)
	clear(m)
}
