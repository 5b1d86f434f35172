// Package named has struct types that are written out: each has an object of its own.
package named

// flags: -m

type sizer interface{ Size() int }

type base struct{ n int }

func (b base) Size() int { return b.n } // want 6 `can inline base.Size with cost 3 as: method(base) func() int { return b.n }`

func once(n int) int { // want 6 `can inline once with cost 71 as: func(int) int { s := struct { base }{...}; return s.Size() }`
	var s sizer = struct{ base }{base{n}} // want 30 `struct { base }{...} does not escape`
	return s.Size() // want 15 `devirtualizing s.Size to struct { base }` 15 `inlining call to base.Size`
}

func twice(n int) int { // want 6 `cannot inline twice: function too complex: cost 81 exceeds budget 80`
	var s sizer = struct{ base }{base{n}} // want 30 `struct { base }{...} escapes to heap` 30 `struct { base }{...} escapes to heap in twice:`
	s = struct{ base }{base{n + 1}} // want 20 `struct { base }{...} escapes to heap` 20 `struct { base }{...} escapes to heap in twice:`
	return s.Size()
}

type alias = struct{ base }

func aliased(n int) int { // want 6 `cannot inline aliased: function too complex: cost 81 exceeds budget 80`
	var s sizer = alias{base{n}} // want 21 `struct { base }{...} does not escape`
	s = alias{base{n + 1}} // want 11 `struct { base }{...} does not escape`
	return s.Size() // want 15 `devirtualizing s.Size to struct { base }` 15 `inlining call to base.Size`
}

func pointers(n int) int { // want 6 `cannot inline pointers: function too complex: cost 83 exceeds budget 80`
	var s sizer = &struct{ base }{base{n}} // want 16 `&struct { base }{...} escapes to heap` 16 `&struct { base }{...} escapes to heap in pointers:`
	s = &struct{ base }{base{n + 1}} // want 6 `&struct { base }{...} escapes to heap` 6 `&struct { base }{...} escapes to heap in pointers:`
	return s.Size()
}

func variable(n int) int { // want 6 `can inline variable with cost 80 as: func(int) int { v := struct { base }{...}; s := v; s = v; return s.Size() }`
	v := struct{ base }{base{n}}
	var s sizer = v // want 16 `v does not escape`
	s = v // want 6 `v does not escape`
	return s.Size() // want 15 `devirtualizing s.Size to struct { base }` 15 `inlining call to base.Size`
}

func variables(n int) int { // want 6 `cannot inline variables: function too complex: cost 81 exceeds budget 80`
	var v, w struct{ base }
	var s sizer = v // want 16 `v escapes to heap` 16 `v escapes to heap in variables:`
	s = w // want 6 `w escapes to heap` 6 `w escapes to heap in variables:`
	return s.Size() + n
}
