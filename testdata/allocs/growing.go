// Slices that grow on the stack until they are handed on.
package main

type pair struct{ a, b int }
type wide struct{ a, b, c, d, e int }

var (
	sinkInts  []int
	sinkPairs []pair
	sinkWide  []wide
	sinkFunc  func() int
	total     int
)

func work(i int) {
	n := i%7 + 1
	total += len(returned(n))
	total += len(named(n))
	total += ranged(n)
	total += kept(n)
	assigned(n)
	total += len(inLoop(n))
	total += len(large(n))
	total += len(once(n))
	total += len(addressed(n))
	total += len(captured(n))
	total += len(passed(n))
	total += len(leaked(n))
	total += len(made(n))
	total += len(either(n))
	total += len(sliced(n))
	total += len(filter(sinkInts, func(x int) bool { return x%2 == 0 }))
	total += len(collect(n, pair{n, n}))
}

func returned(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

func named(n int) (s []int) {
	for i := range n {
		s = append(s, i)
	}
	return
}

func ranged(n int) (sum int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	for _, x := range s {
		sum += x
	}
	return sum
}

// Nothing ever sees the array.
func kept(n int) int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return len(s) + s[0]
}

func assigned(n int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	sinkInts = s
}

// Handed on in the loop: it never is on the stack.
func inLoop(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
		sinkInts = s
	}
	return s
}

// Elements larger than the 32 bytes on the stack.
func large(n int) []wide {
	var s []wide
	for i := range n {
		s = append(s, wide{a: i})
	}
	return s
}

// One append is no reason to begin on the stack.
func once(n int) []int {
	var s []int
	s = append(s, n)
	return s
}

func addressed(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	p := &s[0]
	*p = 7
	return s
}

func captured(n int) []int {
	var s []int
	add := func(i int) { s = append(s, i) }
	for i := range n {
		add(i)
	}
	return s
}

func sum(s []int) (t int) {
	for i := range len(s) {
		t += s[i]
	}
	return t
}

func keep(s []int) int {
	sinkInts = s
	return len(s)
}

func passed(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	total += sum(s)
	return s
}

func leaked(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	total += keep(s)
	return s
}

func made(n int) []int {
	s := make([]int, 0, n)
	for i := range n {
		s = append(s, i)
	}
	return s
}

// Two places hand it on.
func either(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	if n%2 == 0 {
		return s
	}
	s = append(s, n)
	return s
}

func sliced(n int) []int {
	s := []int{n, n + 1}
	for i := range n {
		s = append(s, i)
	}
	s = s[1:]
	return s
}

func filter[T any](xs []T, keep func(T) bool) []T {
	var found []T
	for _, x := range xs {
		if keep(x) {
			found = append(found, x)
		}
	}
	return found
}

func collect[T any](n int, x T) (all []T) {
	for range n {
		all = append(all, x)
	}
	return all
}
