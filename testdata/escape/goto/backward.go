// A label that a later goto leads back to begins a loop: what is declared after it is outlived by
// what was declared before. A label that is only reached forward doesn't.
package main

func backward(n int) *int {
	i := 0
	var p *int
loop:
	x := i // want 2 `moved to heap: x`
	p = &x
	if i < n {
		i++
		goto loop
	}
	return p
}

func forward(n int) int {
	var p *int
	if n > 0 {
		goto done
	}
done:
	x := n
	p = &x
	return *p
}

func outlives(n int) int {
	var p *int
again:
	x := n // want 2 `moved to heap: x`
	p = &x
	if *p > 3 {
		n--
		goto again
	}
	return *p
}
