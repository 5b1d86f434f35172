// Loops over functions: the body becomes a literal, which the function calls.
// flags: -m=2

package main

func upTo(n int) func(yield func(int) bool) { // want 6 `can inline upTo with cost 17`
	return func(yield func(int) bool) { // want 9 `can inline upTo.func1 with cost 35`
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func nothing(yield func() bool) {} // want 6 `can inline nothing with cost 0`

func empty() { // want 6 `can inline empty with cost 38`
	for range nothing { // want 2 `can inline empty-range1 with cost 20`
	}
}

func sum(n int) (sum int) { // want 6 `cannot inline sum: function too complex: cost 120 exceeds budget 80`
	for i := range upTo(n) { // want 2 `can inline sum-range1 with cost 23`
		sum += i
	}
	return
}

func find(n, x int) bool { // want 6 `cannot inline find: function too complex: cost 130 exceeds budget 80`
	for i := range upTo(n) { // want 2 `can inline find-range1 with cost 35`
		if i == x {
			return true
		}
	}
	return false
}

// What is deferred runs when the function ends, not the literal.
func deferred(n int) { // want 6 `cannot inline deferred: defer call in range func`
	for i := range upTo(n) { // want 2 `cannot inline deferred-range1: unhandled op DEFER`
		defer println(i) // want 3 `can inline deferred-range1.deferwrap1 with cost 2`
	}
}

func main() {} // want 6 `can inline main with cost 0`
