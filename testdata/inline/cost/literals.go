// Function literals.
// flags: -m=2

package main

//go:noinline
func opaque(x int) int { return x } // want 6 `cannot inline opaque: marked go:noinline`

// A literal costs 16, whatever is in it: that is its own.
func returns(x int) func() int { // want 6 `can inline returns with cost 17`
	return func() int { return x + x + x + x } // want 9 `can inline returns.func1 with cost 8`
}

// A literal may be called just once, so it may cost 800.
func large() { // want 6 `can inline large with cost 18`
	_ = func(x int) int { // want 6 `can inline large.func1 with cost 250`
		x = opaque(x)
		x = opaque(x)
		x = opaque(x)
		x = opaque(x)
		return x
	}
}

func tooLarge() { // want 6 `can inline tooLarge with cost 18`
	_ = func(x int) int { // want 6 `cannot inline tooLarge.func1: function too complex: cost 837 exceeds budget 800`
		x = opaque(opaque(opaque(opaque(x))))
		x = opaque(opaque(opaque(opaque(x))))
		x = opaque(opaque(opaque(opaque(x))))
		return opaque(opaque(x))
	}
}

// A literal that is called costs what it costs there, up to twice what a function may cost. Beyond
// that it counts as a call that isn't inlined.
func called(x int) int { // want 6 `can inline called with cost 79`
	return func() int { return opaque(x) }() // want 9 `can inline called.func1 with cost 61`
}

func calledLarge(x int) int { // want 6 `cannot inline calledLarge: function too complex: cost 140 exceeds budget 80`
	return func() int { return opaque(x) + opaque(x) }() // want 9 `can inline calledLarge.func1 with cost 122`
}

func calledTooLarge(x int) int { // want 6 `can inline calledTooLarge with cost 75`
	return func() int { return opaque(x) + opaque(x) + opaque(x) }() // want 9 `can inline calledTooLarge.func1 with cost 183`
}

// A variable that holds one literal stands for it.
func held(x int) int { // want 6 `can inline held with cost 28`
	twice := func(x int) int { return x + x } // want 11 `can inline held.func1 with cost 4`
	return twice(x)
}

// But not within another literal, if it captures something: there it is a captured variable, which
// costs as much as a parameter.
func nested(x int) int { // want 6 `can inline nested with cost 59`
	add := func(y int) int { return x + y } // want 9 `can inline nested.func1 with cost 4`
	return func() int { return add(1) }() // want 9 `can inline nested.func2 with cost 21`
}

// The literal of a variable of the package.
var global = func(x int) int { return x } // want 14 `can inline init.func1 with cost 2`

func main() {} // want 6 `can inline main with cost 0`
