// Package m asserts what is inlined.
package m

//goesc:inline
func add(x, y int) int { return x + y }

//goesc:inline so that callers see no call
func sum(xs []int) int {
	defer println()
	total := 0
	for _, x := range xs {
		total = add(total, x) //goesc:inline
	}
	return total
}

func twice(x int) int {
	return add(x, x) + sum(nil) //goesc:inline
}

func call(xs []int) int {
	return sum(xs) //goesc:inline
}

// every call of it is inlined
//
//gcassert:inline
func small() int { return 1 }

//gcassert:inline
func large(s string) string {
	for range s {
		println(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)
		println(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)
		println(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)
		println(s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s, s)
	}
	return s
}

//go:noinline
//goesc:inline
func kept() int { return small() }

var total = small() //gcassert:inline

//goesc:noescape
func local() int {
	p := newInt() // new(int) is in this function: it stays on the stack
	return *p
}

func newInt() *int { return new(int) }
