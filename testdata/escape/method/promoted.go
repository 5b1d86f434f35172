// Methods that are promoted through embedded fields, as calls, values and expressions: the way to
// the receiver goes through pointers or not.
package main

type T struct {
	a int
	E
	*F
}
type E struct{ e []int }
type F struct {
	next *F
	I
}
type I interface{ M(*int) *int }

func (E) ByValue(x *int) *int { return x } // want 18 `leaking param: x to result ~r0 level=0`
func (e *E) ByPointer() []int { return e.e } // want 7 `leaking param: e to result ~r0 level=1`
func (f *F) Chain() *F        { return f.next } // want 7 `leaking param: f to result ~r0 level=1`

var sink any

func calls(t T, pt *T) { // want 12 `t does not escape` 17 `pt does not escape`
	_ = t.ByValue(nil)
	_ = pt.ByPointer()
	_ = t.Chain()
}

func values(t T, pt *T) { // want 13 `moved to heap: t` 18 `pt does not escape`
	a := t.ByPointer // want 8 `t.E.ByPointer escapes to heap`
	b := pt.ByValue // want 9 `pt.E.ByValue does not escape`
	c := t.Chain // want 8 `t.F.Chain does not escape`
	d := t.M // want 8 `t.F.I.M does not escape`
	x := 3 // want 2 `moved to heap: x`
	b(&x)
	d(&x)
	sink = a
	c()
}

func expressions(t T, pt *T) { // want 18 `moved to heap: t` 23 `pt does not escape`
	a := T.ByValue
	b := (*T).ByPointer
	c := (*T).Chain
	d := (*T).M
	e := I.M
	x, y, z := 1, 2, 3 // want 5 `moved to heap: y` 8 `moved to heap: z`
	a(t, &x)
	b(pt)
	c(&t)
	d(&t, &y)
	e(t, &z) // want 4 `t escapes to heap`
}

func unnamed(pt *T, i interface{ M(*int) *int }) { // want 14 `pt does not escape` 21 `leaking param: i`
	s := struct{ *T }{pt}
	s.ByPointer()
	m := s.ByValue // want 8 `s.T.E.ByValue does not escape`
	x, y, z := 1, 2, 3 // want 2 `moved to heap: x` 8 `moved to heap: z`
	m(&x)
	struct{ E }.ByValue(struct{ E }{}, &y)
	interface{ M(*int) *int }.M(i, &z)
}
