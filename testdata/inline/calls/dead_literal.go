// A literal that is inlined wherever it is called stands nowhere any more. gc analyzes it all the same,
// but doesn't see what its variables are assigned.
// flags: -m

package main

type value interface{ m() }
type small int64

func (small) m() {}

func wrap(x int64) value { return small(x) }

func same(a, b value) bool { return a == b }

func f(xs []value) int {
	eq := func(a value) bool {
		return same(a, wrap(1))
	}
	n := 0
	for _, x := range xs {
		if eq(x) {
			n++
		}
	}
	return n
}

func g(xs []value) func() bool {
	eq := func(a value) bool {
		return same(a, wrap(1))
	}
	return func() bool { return eq(xs[0]) }
}

func h(xs []value) bool {
	eq := func(a value) bool {
		k := 7
		s := make([]int, k)
		return same(a, wrap(int64(len(s))))
	}
	return eq(xs[0]) || eq(xs[1])
}

func main() { println(f(nil), g(nil)(), h(nil)) }
