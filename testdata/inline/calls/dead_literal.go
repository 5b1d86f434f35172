// A literal that is inlined wherever it is called stands nowhere any more. gc analyzes it all the same,
// but doesn't see what its variables are assigned.
// flags: -m

package main

type value interface{ m() }
type small int64

func (small) m() {} // want 6 `can inline small.m`

func wrap(x int64) value { return small(x) } // want 6 `can inline wrap` 40 `small(x) escapes to heap`

func same(a, b value) bool { return a == b } // want 6 `can inline same` 11 `a does not escape` 14 `b does not escape`

func f(xs []value) int { // want 6 `can inline f` 8 `xs does not escape`
	eq := func(a value) bool { // want 8 `can inline f.func1` 13 `a does not escape`
		return same(a, wrap(1)) // want 14 `inlining call to same` 22 `inlining call to wrap` 22 `small(x) does not escape`
	}
	n := 0
	for _, x := range xs {
		if eq(x) { // want 8 `inlining call to f.func1` 8 `inlining call to same` 8 `inlining call to wrap` 8 `small(1) does not escape`
			n++
		}
	}
	return n
}

func g(xs []value) func() bool { // want 6 `can inline g` 8 `leaking param: xs`
	eq := func(a value) bool { // want 8 `can inline g.func1` 8 `func literal escapes to heap` 13 `a does not escape`
		return same(a, wrap(1)) // want 14 `inlining call to same` 22 `inlining call to wrap` 22 `small(1) does not escape`
	}
	return func() bool { return eq(xs[0]) } // want 9 `can inline g.func2` 9 `func literal escapes to heap` 32 `inlining call to g.func1` 32 `inlining call to same` 32 `inlining call to wrap` 32 `small(1) does not escape`
}

func h(xs []value) bool { // want 8 `xs does not escape`
	eq := func(a value) bool { // want 8 `can inline h.func1` 13 `a does not escape`
		k := 7
		s := make([]int, k) // want 12 `make([]int, k) does not escape`
		return same(a, wrap(int64(len(s)))) // want 14 `inlining call to same` 22 `inlining call to wrap` 22 `small(x) does not escape`
	}
	return eq(xs[0]) || eq(xs[1]) // want 11 `inlining call to h.func1` 11 `inlining call to same` 11 `inlining call to wrap` 11 `make([]int, 7) does not escape` 11 `small(x) does not escape` 24 `inlining call to h.func1` 24 `inlining call to same` 24 `inlining call to wrap` 24 `make([]int, 7) does not escape` 24 `small(x) does not escape`
}

func main() { println(f(nil), g(nil)(), h(nil)) } // want 24 `inlining call to f` 24 `inlining call to f.func1` 24 `inlining call to same` 24 `inlining call to wrap` 24 `small(1) does not escape` 32 `func literal does not escape` 32 `inlining call to g` 37 `inlining call to g.func1` 37 `inlining call to g.func2` 37 `inlining call to same` 37 `inlining call to wrap` 37 `small(1) does not escape`
