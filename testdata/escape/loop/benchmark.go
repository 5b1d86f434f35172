// In a benchmark loop, for b.Loop(), the compiler keeps alive what statements assign, what calls
// return, and what calls without results are given: it takes the address of each, and gives a
// variable to what has none. So a closure captures by reference what it would copy elsewhere, and
// a variable is no longer known to be constant.
package main

import "testing"

func use(f func() int)  { f() } // want 10 `f does not escape`
func take(p *int)       {} // want 11 `p does not escape`
func result() *int      { return new(int) } // want 37 `new(int) escapes to heap`
func several(xs ...any) {} // want 14 `xs does not escape`

func size(b *testing.B) { // want 11 `leaking param: b`
	for b.Loop() {
		n := 10
		s := make([]byte, n) // want 12 `make([]byte, n) does not escape`
		_ = s
	}
	for range b.N {
		n := 10
		s := make([]byte, n) // want 12 `make([]byte, 10) does not escape`
		_ = s
	}
}

func constants(b *testing.B) { // want 16 `leaking param: b`
	for b.Loop() {
		n := 1000
		several(n, "a") // want 10 `... argument does not escape` 11 `n does not escape` 14 `"a" does not escape`
	}
	for range b.N {
		n := 1000
		several(n, "a") // want 10 `... argument does not escape` 11 `1000 does not escape` 14 `"a" does not escape`
	}
}

func literals(b *testing.B) { // want 15 `leaking param: b`
	for b.Loop() {
		f := func() int { return 1 } // want 8 `func literal does not escape`
		_ = f
	}
	for range b.N {
		f := func() int { return 1 } // want 8 `func literal does not escape`
		_ = f
	}
}

func nested(b *testing.B, k int) { // want 13 `leaking param: b`
	for b.Loop() {
		if k > 1 {
			x := k
			use(func() int { return x }) // want 8 `func literal does not escape`
		}
		switch {
		case k > 2:
			result()
			take(&k)
		}
		for i := range 3 {
			several(i) // want 11 `... argument does not escape` 12 `i does not escape`
		}
	}
}

// The loop of a closure counts, a closure in the loop doesn't.
func closures(b *testing.B) { // want 15 `leaking param: b`
	run := func(b *testing.B) { // want 9 `func literal does not escape` 14 `leaking param: b`
		for b.Loop() {
			f := func() int { return 1 } // want 9 `func literal does not escape`
			_ = f
		}
	}
	run(b)
	for b.Loop() {
		func() { // want 3 `func literal does not escape`
			f := func() int { return 1 } // want 9 `func literal does not escape`
			_ = f
		}()
	}
}

type embedded struct{ *testing.B }

func promoted(e embedded) { // want 15 `leaking param: e`
	for e.Loop() {
		f := func() int { return 1 } // want 8 `func literal does not escape`
		_ = f
	}
}
