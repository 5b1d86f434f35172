// Calls: what is inlined costs what it costs there, what isn't costs 57.
// flags: -m=2

package main

//go:noinline
func opaque(x int) int { return x } // want 6 `cannot inline opaque: marked go:noinline`

func cheap(x int) int { return x + 1 } // want 6 `can inline cheap with cost 4`

// One call that isn't inlined fits into the budget, two don't.
func one(x int) int { return opaque(x) } // want 6 `can inline one with cost 61`

func two(x int) int { return opaque(x) + opaque(x) } // want 6 `cannot inline two: function too complex: cost 122 exceeds budget 80`

// Calls of a function that can be inlined cost as much as its body.
func many(x int) int { return cheap(x) + cheap(x) + cheap(x) + cheap(x) } // want 6 `can inline many with cost 32`

// So do those of a function that can be inlined because its own call can.
func above(x int) int { return many(x) } // want 6 `can inline above with cost 36`

// Which function a parameter is, is perhaps known where this is inlined.
func parameter(f func(int) int, x int) int { return f(x) + f(x) } // want 6 `can inline parameter with cost 42`

// Nothing is known of a variable.
var global = opaque

func variable(x int) int { // want 6 `can inline variable with cost 66`
	f := global
	return f(x)
}

// A variable that is assigned once is the function that it is assigned.
func known(x int) int { // want 6 `can inline known with cost 13`
	f := cheap
	return f(x)
}

func reassigned(x int) int { // want 6 `can inline reassigned with cost 69`
	f := cheap
	f = opaque
	return f(x)
}

type shape interface{ area() int }

type square struct{ side int }

func (s square) area() int { return s.side * s.side } // want 6 `can inline square.area with cost 6`

// A method is a function whose receiver is its first argument.
func method(s square) int { return s.area() } // want 6 `can inline method with cost 9`

// Through an interface, nothing is known either.
func dynamic(s shape) int { return s.area() } // want 6 `can inline dynamic with cost 61`

// A method of an embedded field is that of the field.
type cube struct{ square }

func promoted(c cube) int { return c.area() } // want 6 `can inline promoted with cost 10`

// A method value is a literal of its own.
func value(s square) func() int { return s.area } // want 6 `can inline value with cost 4`

func expression() func(square) int { return square.area } // want 6 `can inline expression with cost 1`

// In a cycle, the function that is met first doesn't know the others' costs yet.
func even(n int) bool { return n == 0 || odd(n-1) } // want 6 `can inline even with cost 67`

func odd(n int) bool { return n != 0 && even(n-1) } // want 6 `can inline odd with cost 77`

func recursive(n int) int { return recursive(n - 1) } // want 6 `can inline recursive with cost 63`

func main() {} // want 6 `can inline main with cost 0`
