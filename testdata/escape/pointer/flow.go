// Assignments count dereferences: what p points to is not p.
package flow

var sink, sinkOfSink = new(int), new(*int) // want 27 `new(int) escapes to heap` 37 `new(*int) escapes to heap`

func level0(p **int) { sinkOfSink = p } // want 13 `leaking param: p`
func level1(p **int) { sink = *p } // want 13 `leaking param content: p`
func none(p **int)   { **p = 1 } // want 11 `p does not escape`

func storeThrough(p **int, q *int) { *p = q } // want 19 `p does not escape` 28 `leaking param: q`

func contents() {
	x := 0 // want 2 `moved to heap: x`
	p := &x
	level1(&p)
}

func throughStruct() {
	type pair struct{ a, b *int }
	x, y := 0, 0 // want 2 `moved to heap: x` 5 `moved to heap: y`
	q := pair{&x, &y}
	sink = q.a // fields aren't told apart
}

func throughArray() {
	x, y := 0, 0 // want 2 `moved to heap: x` 5 `moved to heap: y`
	a := [2]*int{&x, &y}
	sink = a[0]
}

func throughSlice() {
	x, y := 0, 0 // want 2 `moved to heap: x` 5 `moved to heap: y`
	s := []*int{&x, &y} // want 13 `[]*int{...} does not escape`
	sink = s[0]
}

func swap(a, b *int) (*int, *int) { return b, a } // want 11 `leaking param: a to result ~r1 level=0` 14 `leaking param: b to result ~r0 level=0`

func cycle(n *struct{ next any }) { n.next = n } // want 12 `leaking param: n`
