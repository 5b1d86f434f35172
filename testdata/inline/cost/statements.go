// Statements: some can't be inlined, the others cost what they consist of.
// flags: -m=2

package main

//go:noinline
func opaque() {} // want 6 `cannot inline opaque: marked go:noinline`

func goes() { go opaque() } // want 6 `cannot inline goes: unhandled op GO`

func defers() { defer opaque() } // want 6 `cannot inline defers: unhandled op DEFER`

// The call that is deferred becomes a literal if it has arguments.
func defersWithArgument(x int) { defer println(x) } // want 6 `cannot inline defersWithArgument: unhandled op DEFER` 34 `can inline defersWithArgument.deferwrap1 with cost 2`

func loop(n int) (sum int) { // want 6 `can inline loop with cost 16`
	for i := 0; i < n; i++ {
		sum += i
	}
	return
}

func rangeOver(s []int) (sum int) { // want 6 `can inline rangeOver with cost 10`
	for _, x := range s {
		sum += x
	}
	return
}

func rangeOverInt(n int) (sum int) { // want 6 `can inline rangeOverInt with cost 9`
	for i := range n {
		sum += i
	}
	return
}

func forever() { // want 6 `can inline forever with cost 1`
	for {
	}
}

func labels(s [][]int) int { // want 6 `can inline labels with cost 27`
outer:
	for i := range s {
		for _, x := range s[i] {
			if x == 0 {
				continue outer
			}
			if x == 1 {
				break outer
			}
		}
	}
	return len(s)
}

func jumps(n int) int { // want 6 `can inline jumps with cost 11`
again:
	n--
	if n > 0 {
		goto again
	}
	return n
}

func switches(n int) string { // want 6 `can inline switches with cost 14`
	switch n {
	case 0:
		return "none"
	case 1, 2:
		return "some"
	default:
		return "many"
	}
}

func falls(n int) (m int) { // want 6 `can inline falls with cost 16`
	switch {
	case n > 1:
		m++
		fallthrough
	case n > 0:
		m++
	}
	return
}

// Each clause of a type switch has its own variable.
func types(x any) int { // want 6 `can inline types with cost 17`
	switch x := x.(type) {
	case int:
		return x
	case string, []byte:
		_ = x
		return 1
	}
	return 0
}

func typesUnnamed(x any) int { // want 6 `can inline typesUnnamed with cost 8`
	switch x.(type) {
	case int:
		return 1
	}
	return 0
}

func asserts(x any) (int, bool) { // want 6 `can inline asserts with cost 12`
	n, ok := x.(int)
	return n, ok
}

func selects(c, d chan int) int { // want 6 `can inline selects with cost 20`
	select {
	case x := <-c:
		return x
	case d <- 1:
		return 1
	default:
		return 0
	}
}

func receives(c chan int) (int, bool) { // want 6 `can inline receives with cost 12`
	x, ok := <-c
	return x, ok
}

// Several results are assigned to temporaries first, which aren't counted.
func pair() (int, int) { return 1, 2 } // want 6 `can inline pair with cost 3`

func several() int { // want 6 `can inline several with cost 16`
	a, b := pair()
	return a + b
}

// Where they are returned at once, they are.
func passes() (int, int) { return pair() } // want 6 `can inline passes with cost 15`

func swaps(a, b int) (int, int) { // want 6 `can inline swaps with cost 8`
	a, b = b, a
	return a, b
}

func appends(s []int, x int) []int { return append(s, x, x) } // want 6 `can inline appends with cost 5`

func builtins(m map[int]int, s []int) int { // want 6 `can inline builtins with cost 20`
	delete(m, 1)
	clear(s)
	return len(m) + cap(s) + copy(s, s) + min(1, len(s))
}

func makes(n int) ([]int, map[int]int, chan int) { // want 6 `can inline makes with cost 7`
	return make([]int, n), make(map[int]int), make(chan int)
}

func main() {} // want 6 `can inline main with cost 0`
