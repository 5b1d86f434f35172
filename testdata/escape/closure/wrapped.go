// go and defer call functions without arguments: other calls move into a closure, and their
// operands into temporaries.
package wrapped

type I interface{ M(*int) }

func f(p *int, s ...any) {} // want 8 `p does not escape` 16 `s does not escape`

func deferred(i I, n int) { // want 15 `leaking param: i` 20 `moved to heap: n`
	defer f(&n, n, "a") // want 9 `... argument does not escape` 14 `n does not escape` 17 `"a" does not escape`
	defer i.M(&n)
	defer i.M(nil)
}

func loop(i I, n int) { // want 11 `leaking param: i` 16 `moved to heap: n`
	for range n {
		defer f(&n, n) // want 10 `... argument does not escape` 15 `n escapes to heap`
		defer i.M(&n)
	}
}

func started(i I, n int) { // want 14 `leaking param: i` 19 `moved to heap: n`
	go f(&n)
	go i.M(&n)
	go func(p *int) {}(&n) // want 5 `func literal escapes to heap` 10 `p does not escape`
	go println(n, []int{n}) // want 21 `[]int{...} does not escape`
}
