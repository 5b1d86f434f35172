// Composite literals: values, and with & allocations of their own.
package literals

type node struct {
	left, right *node
	value       any
}

func value(n *node) node { return node{left: n} } // want 12 `leaking param: n to result ~r0 level=0`

func pointer(n *node) *node { return &node{left: n} } // want 14 `leaking param: n` 38 `&node{...} escapes to heap`

func local(n *node) *node { // want 12 `leaking param: n to result ~r0 level=0`
	m := &node{left: n} // want 7 `&node{...} does not escape`
	return m.left
}

func boxed() node { return node{value: 1} } // want 40 `1 escapes to heap`

func array(p *int) [2]*int { return [2]*int{p, nil} } // want 12 `leaking param: p to result ~r0 level=0`

func nested() *node {
	return &node{left: &node{}, right: &node{value: "a"}} // want 9 `&node{...} escapes to heap` 21 `&node{} escapes to heap` 37 `&node{...} escapes to heap` 50 `"a" escapes to heap`
}

func large() byte {
	p := &[64 << 10]byte{} // want 7 `&[65536]byte{} does not escape`
	q := &[64<<10 + 1]byte{} // want 7 `&[65537]byte{} escapes to heap`
	return p[0] + q[0]
}
