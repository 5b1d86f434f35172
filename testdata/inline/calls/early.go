// A return in the middle jumps to the end of the inlined code.
// flags: -m

package main

func find(xs []string, x string) int { // want 6 `can inline find` 11 `xs does not escape` 24 `x does not escape`
	for i := range xs {
		if xs[i] == x {
			return i
		}
	}
	return -1
}

func position(x string) int { // want 6 `can inline position` 15 `x does not escape`
	return find([]string{"a", "b", x}, x) // want 13 `inlining call to find` 22 `[]string{...} does not escape`
}

// Labels are those of the inlined code, however often it stands in a function.
func skip(rows [][]int) (n int) { // want 6 `can inline skip` 11 `rows does not escape`
outer:
	for _, row := range rows {
		for _, x := range row {
			if x == 0 {
				continue outer
			}
		}
		n++
	}
	return n
}

func twice(rows [][]int) int { return skip(rows) + skip(rows[1:]) } // want 6 `can inline twice` 12 `rows does not escape` 43 `inlining call to skip` 56 `inlining call to skip`

// What is allocated in the loop is on the heap only if it outlives an iteration.
func last(n int) *int { // want 6 `can inline last`
	var p *int
	for i := 0; i < n; i++ {
		x := i // want 3 `moved to heap: x`
		p = &x
	}
	return p
}

func readLast() int { return *last(3) } // want 6 `can inline readLast` 35 `inlining call to last` 35 `moved to heap: x`

func main() {
	println(position("c"), twice(nil), readLast()) // want 18 `[]string{...} does not escape` 18 `inlining call to find` 18 `inlining call to position` 30 `inlining call to skip` 30 `inlining call to twice` 45 `inlining call to last` 45 `inlining call to readLast` 45 `moved to heap: x`
}
