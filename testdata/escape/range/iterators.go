// Bodies of loops over functions are functions themselves; leaving them is done with variables
// that they share with the code around.
package iterators

type node struct {
	left, right *node
	value       *int
}

func (n *node) all(yield func(*int) bool) bool { // want 7 `leaking param content: n` 20 `yield does not escape`
	return n == nil || n.left.all(yield) && yield(n.value) && n.right.all(yield)
}

func (n *node) values() func(yield func(*int) bool) { // want 7 `leaking param: n`
	return func(yield func(*int) bool) { n.all(yield) } // want 9 `func literal escapes to heap` 14 `yield does not escape`
}

func find(n *node, want int) *int { // want 11 `leaking param: n` 30 `moved to heap: #rv1`
	for p := range n.values() { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1` 6 `leaking param: p`
		if *p == want {
			return p
		}
	}
	return nil
}

func nested(n *node) (count int) { // want 13 `leaking param: n` 23 `moved to heap: count`
outer:
	for p := range n.values() { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1` 6 `leaking param: p`
		for q := range n.values() { // want 3 `func literal escapes to heap` 3 `moved to heap: #state2` 7 `q does not escape`
			if p == q {
				continue outer
			}
			if q == nil {
				break outer
			}
			count++
		}
	}
	return
}

func deferred(n *node) { // want 15 `leaking param: n`
	for p := range n.values() { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1` 6 `leaking param: p`
		defer func() { *p = 1 }() // want 9 `func literal escapes to heap`
	}
}

func assigned(n *node) (last *int) { // want 15 `leaking param: n` 25 `moved to heap: last`
	for last = range n.values() { // want 2 `func literal escapes to heap` 2 `leaking param: #p1` 2 `moved to heap: #state1`
	}
	return last
}

func labels(n *node) { // want 13 `leaking param: n`
again:
	for range n.values() { // want 2 `#p1 does not escape` 2 `func literal escapes to heap` 2 `moved to heap: #state1`
		goto again
	}
}
