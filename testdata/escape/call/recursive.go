// Functions that call each other are analyzed together: parameters flow to parameters directly.
package recursive

type node struct {
	next  *node
	value *int
}

func walk(n *node, depth int) *node { // want 11 `n does not escape`
	if n == nil {
		return nil
	}
	return walk(n.next, depth+1)
}

func even(n *node) *int { // want 11 `leaking param content: n`
	if n == nil {
		return nil
	}
	return odd(n.next)
}

func odd(n *node) *int { // want 10 `leaking param content: n`
	if n == nil {
		return nil
	}
	if n.value != nil {
		return n.value
	}
	return even(n.next)
}

func build(depth int) *node {
	if depth == 0 {
		return nil
	}
	return &node{next: build(depth - 1)} // want 9 `&node{...} escapes to heap`
}

func selfArgument(p *int, n int) { // want 19 `p does not escape`
	x := n
	if n > 0 {
		selfArgument(&x, n-1)
	}
}
