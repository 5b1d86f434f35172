// A tag keeps account of five results; what flows to later ones is taken to flow to the heap.
package manyresults

func six(a, b, c, d, e, f *int) (*int, *int, *int, *int, *int, *int) { // want 10 `leaking param: a to result ~r0 level=0` 13 `leaking param: b to result ~r1 level=0` 16 `leaking param: c to result ~r2 level=0` 19 `leaking param: d to result ~r3 level=0` 22 `leaking param: e to result ~r4 level=0` 25 `leaking param: f`
	return a, b, c, d, e, f
}

func use() {
	var u, v, w, x, y, z int // want 21 `moved to heap: z`
	_, _, _, _, _, _ = six(&u, &v, &w, &x, &y, &z)
}

func derefs(p ****int) (int, *int, **int, ***int) { // want 13 `leaking param: p to result ~r1 level=3` 13 `leaking param: p to result ~r2 level=2` 13 `leaking param: p to result ~r3 level=1`
	return ****p, ***p, **p, *p
}
