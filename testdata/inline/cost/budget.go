// The budget: a function that costs up to 80 can be inlined.
// flags: -m=2

package main

// A node costs one: the statement, the sum and its two operands.
func small(x int) int { return x + x } // want 6 `can inline small with cost 4`

// An assignment that declares its variable costs more than one that doesn't: gc counts the
// declaration and the variable in it.
func declares(x int) int { // want 6 `can inline declares with cost 7`
	y := x
	return y
}

func assigns(x, y int) int { // want 6 `can inline assigns with cost 5`
	y = x
	return y
}

// Here nothing is left of the budget.
func exactly80(x int) int { // want 6 `can inline exactly80 with cost 80`
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x++
	return x
}

// One node too many, and it is too complex.
func exactly81(x int) int { // want 6 `cannot inline exactly81: function too complex: cost 81 exceeds budget 80`
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x += x * x
	x++
	return -x
}

// A constant is one node, however it is written.
func constant() int { return (1 << 10) * 3 / 2 } // want 6 `can inline constant with cost 2`

// What is never reached isn't there.
func dead(x int) int { // want 6 `can inline dead with cost 2`
	const debug = false
	if debug {
		println("x is", x, "and twice that is", x+x)
	}
	return x
}

func main() {} // want 6 `can inline main with cost 0`
