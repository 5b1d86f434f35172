// Assignments of several values go through temporaries where types differ; their lines name these.
package forms

type E struct{}

func (*E) Error() string { return "" }

func two() (int, *E) { return 0, nil }

func commaOk(m map[string]int, x any, c chan int) (a, b, d any, ok bool) { // want 14 `m does not escape` 32 `x does not escape` 39 `c does not escape`
	a, ok = m["a"] // want 8 `.autotmp_7 escapes to heap`
	b, ok = x.(int) // want 8 `.autotmp_9 escapes to heap`
	d, ok = <-c // want 8 `.autotmp_11 escapes to heap`
	return
}

func call() (x any, err error) {
	x, err = two() // want 9 `.autotmp_2 escapes to heap`
	return
}

func swap(p, q *int) (*int, *int) { // want 11 `leaking param: p to result ~r0 level=0` 11 `leaking param: p to result ~r1 level=0` 14 `leaking param: q to result ~r0 level=0` 14 `leaking param: q to result ~r1 level=0`
	p, q = q, p
	return p, q
}

func update(m map[string]*int, p *int) { // want 13 `m does not escape` 32 `leaking param: p`
	m["a"] = p
	m["b"], m["c"] = p, nil
}

func operators(s string, n []int) string { // want 16 `leaking param: s to result ~r0 level=0` 26 `n does not escape`
	s += "a"
	n[0]++
	s += s + "b" // want 9 `s + "b" escapes to heap`
	return s
}
