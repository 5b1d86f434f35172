// Arguments for a variadic parameter make a slice, which stands at the call's parenthesis.
package variadic

var sink []any

func keep(xs ...any) { sink = xs } // want 11 `leaking param: xs`

func look(first int, xs ...any) {} // want 22 `xs does not escape`

func calls(s string, n int) { // want 12 `leaking param: s`
	keep(s, n) // want 6 `... argument escapes to heap` 7 `s escapes to heap` 10 `n escapes to heap`
	look(1, s, n) // want 6 `... argument does not escape` 10 `s does not escape` 13 `n does not escape`
	look(1)
	look(pair()) // want 6 `... argument does not escape` 6 `.autotmp_3 does not escape`
	keep(pair()) // want 6 `... argument escapes to heap` 6 `.autotmp_4 escapes to heap` 6 `.autotmp_5 escapes to heap`
	keep(sink...)
}

func pair() (int, string) { return 0, "" }

type T struct{ name string }

func (t *T) add(xs ...*int) *T { return t } // want 7 `leaking param: t to result ~r0 level=0` 17 `xs does not escape`

func chained(t *T, a, b int) { // want 14 `t does not escape`
	t.add(&a).add(&b, nil) // want 7 `... argument does not escape` 15 `... argument does not escape`
}
