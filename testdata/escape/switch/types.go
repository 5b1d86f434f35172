// Variables of a type switch.
package switches

func pointers(a any) *int { // want 15 `leaking param: a to result ~r0 level=0`
	switch x := a.(type) {
	case *int:
		return x
	case [1]*int:
		return x[0]
	case nil:
	case int, string:
		_ = x
	default:
		_ = x
	}
	return nil
}

func moved(a any) *int { // want 12 `a does not escape`
	switch x := a.(type) {
	case int: // want 7 `moved to heap: x`
		return &x
	}
	return nil
}

func values(s string, p, q *int) *int { // want 13 `s does not escape` 23 `leaking param: p to result ~r0 level=0` 26 `leaking param: q to result ~r0 level=0`
	switch s {
	case "a":
		return p
	case "b", "c":
		fallthrough
	default:
		return q
	}
}
