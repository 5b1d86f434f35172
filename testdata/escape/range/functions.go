// The body of a range over a function is a closure: break, continue, return, goto and defer in it
// reach outside through variables.
package main

var sink any

func seq(yield func(int, *int) bool) { // want 10 `yield does not escape`
	x := 1 // want 2 `moved to heap: x`
	_ = yield(1, &x) && yield(2, nil)
}

func nested() func() {
outer:
	for k, v := range seq { // want 2 `func literal does not escape` 9 `leaking param: v`
		for j, w := range seq { // want 3 `func literal does not escape` 10 `leaking param: w`
			if j == 1 {
				continue outer
			}
			if k == 2 {
				break outer
			}
			if *w == *v {
				return func() { println(j) } // want 12 `func literal escapes to heap`
			}
			defer func() { println(k, w) }() // want 10 `func literal escapes to heap`
			goto next
		}
	next:
		sink = v
	}
	for range seq { // want 2 `#p2 does not escape` 2 `func literal does not escape`
	}
	return nil
}

func literal(n int) int {
	sum := 0
	for i := range func(yield func(int) bool) { _ = yield(n) && yield(n+1) } { // want 2 `func literal does not escape` 17 `func literal does not escape` 22 `yield does not escape`
		sum += i
	}
	return sum
}

func parameter(f func(func(*int) bool)) (r *int) { // want 16 `f does not escape` 42 `moved to heap: r`
	for p := range f { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1` 6 `leaking param: p`
		r = p
	}
	return
}

func iteration(f func(func(int) bool)) (r []*int) { // want 16 `f does not escape` 41 `moved to heap: r`
	for x := range f { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1` 6 `moved to heap: x`
		r = append(r, &x) // want 13 `append escapes to heap`
	}
	return
}

func assigned(f func(func(int) bool)) *int { // want 15 `f does not escape`
	var x int // want 6 `moved to heap: x`
	for x = range f { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1`
	}
	return &x
}
