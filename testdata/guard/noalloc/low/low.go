// Package low is called by its importer.
package low

// Pure allocates nothing.
func Pure(x int) int { return twice(x) + 1 }

func twice(x int) int { return 2 * x }

// Makes allocates, two calls further on.
func Makes(n int) int { return len(inner(n)) }

func inner(n int) []int { return innermost(n) }

func innermost(n int) []int { return make([]int, n) }

// Trusted does so, too, and nobody minds.
func Trusted(n int) []int {
	return inner(n) //nolint:goesc:noalloc // once, at the start
}

// Through calls what it doesn't know.
func Through(s interface{ M() }) { s.M() }

// Even and Odd call each other.
func Even(n int) bool { return n == 0 || Odd(n-1) }

// Odd allocates.
func Odd(n int) bool {
	sink = new(int)
	return n != 0 && Even(n-1)
}

var sink *int

// External has no body.
func External(p *int)
