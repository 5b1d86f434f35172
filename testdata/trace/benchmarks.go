// What -m=2 says of benchmark loops: what is kept alive in them, and what that costs.
package main

import "testing"

var table [4]int

func one(x int) int        { return x }
func two() (int, int)      { return 1, 2 }
func none(x int, ys ...int) { table[x] = ys[0] }

func run(b *testing.B, m map[string]int, p *int) {
	n := 0
	for b.Loop() {
		one(1)
		two()
		none(1, n, 2)
		n = one(2)
		n += 5
		_ = one(3)
		_, n = two()
		*p = 4
		table[1] = 5
		m["a"]++
		if n > 0 {
			one(n)
		}
		f := func() int { return n }
		f()
	}
}

func main() { run(nil, nil, nil) }
