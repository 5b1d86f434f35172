// Parameters become variables of the caller, which hold what is passed.
// flags: -m

package main

type point struct{ x, y int }

var sink any

func keep(p *point) { sink = p } // want 6 `can inline keep` 11 `leaking param: p`

// What is passed escapes if the inlined code lets it.
func escapes() { // want 6 `can inline escapes`
	p := &point{1, 2} // want 7 `&point{...} escapes to heap`
	keep(p) // want 6 `inlining call to keep`
}

func sum(p *point) int { return p.x + p.y } // want 6 `can inline sum` 10 `p does not escape`

func stays() int { // want 6 `can inline stays`
	return sum(&point{1, 2}) // want 12 `inlining call to sum` 13 `&point{...} does not escape`
}

// A parameter is assigned once, and so is as good as the value: the size is known here.
func buffer(n int) int { // want 6 `can inline buffer`
	b := make([]byte, n) // want 11 `make([]byte, n) does not escape`
	return len(b)
}

func small() int { return buffer(64) } // want 6 `can inline small` 33 `inlining call to buffer` 33 `make([]byte, 64) does not escape`

// Here it isn't.
func unknown(n int) int { return buffer(n) } // want 6 `can inline unknown` 40 `inlining call to buffer` 40 `make([]byte, n) does not escape`

// An address taken inside is that of the caller's own variable.
func address(x int) *int { return &x } // want 6 `can inline address` 14 `moved to heap: x`

func moves() int { // want 6 `can inline moves`
	return *address(1) + *address(2) // want 17 `inlining call to address` 31 `inlining call to address`
}

func variadic(xs ...int) int { return len(xs) } // want 6 `can inline variadic` 15 `xs does not escape`

func slices() int { return variadic(1, 2, 3) + variadic() } // want 6 `can inline slices` 36 `... argument does not escape` 36 `inlining call to variadic` 56 `inlining call to variadic`

func main() {
	escapes() // want 9 `&point{...} escapes to heap` 9 `inlining call to escapes` 9 `inlining call to keep`
	println(stays(), small(), unknown(3), moves(), slices()) // want 15 `&point{...} does not escape` 15 `inlining call to stays` 15 `inlining call to sum` 24 `inlining call to buffer` 24 `inlining call to small` 24 `make([]byte, 64) does not escape` 35 `inlining call to buffer` 35 `inlining call to unknown` 35 `make([]byte, 3) does not escape` 45 `inlining call to address` 45 `inlining call to moves` 55 `... argument does not escape` 55 `inlining call to slices` 55 `inlining call to variadic`
}
