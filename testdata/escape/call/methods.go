// Method values and method expressions.
package methods

type T struct{ p *int }

func (t *T) keep(p *int)  { t.p = p } // want 7 `t does not escape` 18 `leaking param: p`
func (t *T) get() *int    { return t.p } // want 7 `leaking param: t to result ~r0 level=1`
func (t T) value() *int   { return t.p } // want 7 `leaking param: t to result ~r0 level=0`
func (t *T) self() *T     { return t } // want 7 `leaking param: t to result ~r0 level=0`
func (t *T) nothing()     {} // want 7 `t does not escape`

func methodValue() {
	t := T{}
	f := t.nothing // want 8 `t.nothing does not escape`
	f()
}

func methodValueEscapes() func() *int {
	t := T{} // want 2 `moved to heap: t`
	return t.get // want 10 `t.get escapes to heap`
}

func methodValueOfCopy() func() *int {
	t := T{}
	return t.value // want 10 `t.value escapes to heap`
}

func methodExpression() {
	t, x := T{}, 0 // want 5 `moved to heap: x`
	(*T).keep(&t, &x)
	T.value(t)
}

func expressionAsValue() {
	t := T{}
	f := (*T).self
	f(&t)
}

type I interface{ nothing() }

func interfaceMethodValue(i I) { // want 27 `leaking param: i`
	f := i.nothing // want 8 `i.nothing does not escape`
	f()
}

type E struct{ *T }

func promoted() *T {
	e := E{&T{}} // want 9 `&T{} escapes to heap`
	return e.self()
}
