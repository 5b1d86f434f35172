// Literals are inlined where they are called, if what they capture is near.
// flags: -m

package main

// Called once, it may cost much more than a function.
func once(xs []int) int { // want 11 `xs does not escape`
	total := 0
	add := func(by int) { // want 9 `can inline once.func1`
		for i, x := range xs {
			if x%2 == 0 {
				total += x * by
			} else if x%3 == 0 {
				total -= x + by
			} else if x%5 == 0 {
				total ^= x << by
			} else {
				total |= x - i
			}
			if total > 1000 {
				total /= by
			}
			if total < -1000 {
				total *= by
			}
		}
	}
	add(3) // want 5 `inlining call to once.func1`
	return total
}

// A function that takes a function: the literal is inlined into the caller through it.
func apply(xs []int, f func(int) int) { // want 6 `can inline apply` 12 `xs does not escape` 22 `f does not escape`
	for i := range xs {
		xs[i] = f(xs[i])
	}
}

func double(xs []int) { // want 6 `can inline double` 13 `xs does not escape`
	apply(xs, func(x int) int { return x + x }) // want 7 `inlining call to apply` 7 `inlining call to double.func1` 12 `can inline double.func1`
}

// A literal that is returned is called where the call was.
func adder(n int) func(int) int { // want 6 `can inline adder`
	return func(x int) int { return x + n } // want 9 `can inline adder.func1` 9 `func literal escapes to heap`
}

func add2(x int) int { return adder(2)(x) } // want 36 `func literal does not escape` 36 `inlining call to adder` 39 `inlining call to adder.func1`

// One that is assigned again isn't known.
func reassigned(b bool) int {
	f := func() int { return 1 } // want 7 `can inline reassigned.func1` 7 `func literal does not escape`
	if b {
		f = func() int { return 2 } // want 7 `can inline reassigned.func2` 7 `func literal does not escape`
	}
	return f()
}

// Within another literal, a literal that captures something isn't seen.
func nested(x int) func() int { // want 6 `can inline nested`
	get := func() int { return x } // want 9 `can inline nested.func1` 9 `func literal escapes to heap`
	return func() int { return get() } // want 9 `can inline nested.func2` 9 `func literal escapes to heap`
}

// Literals in inlined literals are named after those.
func deep() int {
	return func() func() int { // want 9 `can inline deep.func1`
		return func() int { return 1 } // want 10 `can inline deep.func1.1` 10 `can inline deep.func1.func1` 10 `func literal escapes to heap`
	}()() // want 3 `func literal does not escape` 3 `inlining call to deep.func1` 5 `inlining call to deep.func1.func1`
}

func main() {
	xs := []int{1, 2, 3} // want 13 `[]int{...} does not escape`
	double(xs) // want 8 `inlining call to apply` 8 `inlining call to double` 8 `inlining call to double.func1`
	println(once(xs), add2(1), reassigned(true), nested(1)(), deep()) // want 53 `func literal does not escape` 53 `inlining call to nested` 56 `inlining call to nested.func1` 56 `inlining call to nested.func2`
}
