// new of a type or of a value.
package news

type T struct{ p *int }

func typed() (*T, *int) {
	return new(T), new(int) // want 12 `new(T) escapes to heap` 20 `new(int) escapes to heap`
}

func value(n int) *int { return new(n + 1) } // want 36 `moved to heap: .autotmp_2`

func local(t T) int { // want 12 `t does not escape`
	p := new(t)
	return *p.p
}

func constant() *string { return new("a") } // want 37 `moved to heap: .autotmp_1`
