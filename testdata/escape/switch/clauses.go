// Each clause of a type switch has its own variable; its address moves that one alone.
package main

import (
	"errors"
	"io"
)

func types(x any) (r any) { // want 12 `leaking param: x`
	switch y := x.(type) {
	case nil:
		return nil
	case int, string:
		return y
	case *int:
		return *y // want 10 `*y escapes to heap`
	case func() int:
		return y() // want 11 `y() escapes to heap`
	case error:
		r = y
	default: // want 2 `moved to heap: y`
		return &y
	}
	return
}

func address(x any) *int { // want 14 `leaking param: x to result ~r0 level=0`
	switch y := x.(type) {
	case int: // want 7 `moved to heap: y`
		return &y
	case *int:
		return y
	}
	return nil
}

func values(e error, x any) (r any) { // want 13 `leaking param: e to result r level=0` 22 `x does not escape`
	switch e {
	case io.EOF, nil:
	case errors.ErrUnsupported:
		r = e
	}
	switch z := x.(int); { // want 9 `moved to heap: z`
	case z > 3:
		fallthrough
	default:
		r = &z
	}
	return
}

func constants() (r any) {
	x := 1
	switch 3 {
	case 2:
		r = &x
	case 3:
	}
	return
}
