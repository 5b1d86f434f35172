// Panics are cheap, so that functions which check something can be inlined.
// flags: -m=2

package main

type failure struct{ code int }

// The conversion to an interface isn't counted.
func check(ok bool) { // want 6 `can inline check with cost 6`
	if !ok {
		panic("not ok")
	}
}

func converted(code int) { // want 6 `can inline converted with cost 5`
	panic(failure{code})
}

// If it is written, it is.
func explicit(code int) { // want 6 `can inline explicit with cost 6`
	panic(any(failure{code}))
}

func several(a, b, c bool) { // want 6 `can inline several with cost 15`
	if a {
		panic("a")
	}
	if b {
		panic("b")
	}
	if c {
		panic("c")
	}
}

// Recovering isn't possible from within another function.
func recovers() any { return recover() } // want 6 `cannot inline recovers: call to recover`

func main() {} // want 6 `can inline main with cost 0`
