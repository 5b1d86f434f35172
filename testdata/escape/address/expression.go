// new with an operand, Go 1.26: a variable of its own for the value.
package address

func newOfValue() *int {
	return new(42) // want 12 `moved to heap: .autotmp_1`
}

func newOfExpression(x int) int {
	p := new(x + 1)
	return *p
}

func newOfString(s string) *string { // want 18 `leaking param: s`
	return new(s) // want 12 `moved to heap: .autotmp_2`
}

func newOfType() *int {
	return new(int) // want 12 `new(int) escapes to heap`
}

func newStays() int {
	p := new(int) // want 10 `new(int) does not escape`
	*p = 3
	return *p
}
