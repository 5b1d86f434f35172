// A value becomes an interface wherever one is asked for: the conversion stands at the value.
package implicit

type E struct{ text string }

func (e E) Error() string { return e.text } // want 7 `leaking param: e to result ~r0 level=0`

var sink any
var errs chan error

func assigned(n int) {
	sink = n // want 9 `n escapes to heap`
	sink = "constant" // want 9 `"constant" escapes to heap`
	sink = struct{}{} // want 17 `struct {}{} escapes to heap`
	sink = true // want 9 `true escapes to heap`
}

func declared(n int) any {
	var x any = n // want 14 `n escapes to heap`
	return x
}

func returned(s string) error { return E{s} } // want 15 `leaking param: s` 41 `E{...} escapes to heap`

func results() (any, error) { return 1.5, E{"a"} } // want 38 `1.5 escapes to heap` 44 `E{...} escapes to heap`

func forwarded() (any, error) { return pair() } // want 33 `.autotmp_2 escapes to heap` 33 `.autotmp_3 escapes to heap`

func pair() (int, E) { return 0, E{} }

func sent(e E) { errs <- e } // want 11 `leaking param: e` 26 `e escapes to heap`

func element(n int) []any { return []any{n, 'a'} } // want 41 `[]any{...} escapes to heap` 42 `n escapes to heap` 45 `'a' escapes to heap`

func entry(n int) map[any]any { return map[any]any{n: &n} } // want 12 `moved to heap: n` 51 `map[any]any{...} escapes to heap` 52 `n escapes to heap`

func compared(x any, n int) bool { return x == n } // want 15 `x does not escape` 48 `n does not escape`

func cases(x any, n int) bool { // want 12 `x does not escape`
	switch x {
	case n, "a": // want 7 `n does not escape` 10 `"a" does not escape`
		return true
	}
	return false
}

func received(c chan int) (x any) { // want 15 `c does not escape`
	select {
	case x = <-c: // want 11 `.autotmp_2 escapes to heap`
	}
	return x
}

func panics(n int) { panic(n) } // want 28 `n escapes to heap`
