// Package named has struct types that are written out: each has an object of its own.
package named

// flags: -m

type sizer interface{ Size() int }

type base struct{ n int }

func (b base) Size() int { return b.n } // want 6 `can inline base.Size`

func once(n int) int { // want 6 `can inline once`
	var s sizer = struct{ base }{base{n}} // want 30 `struct { base }{...} does not escape`
	return s.Size() // want 15 `devirtualizing s.Size to struct { base }` 15 `inlining call to base.Size`
}

func twice(n int) int {
	var s sizer = struct{ base }{base{n}} // want 30 `struct { base }{...} escapes to heap`
	s = struct{ base }{base{n + 1}} // want 20 `struct { base }{...} escapes to heap`
	return s.Size()
}

type alias = struct{ base }

func aliased(n int) int {
	var s sizer = alias{base{n}} // want 21 `struct { base }{...} does not escape`
	s = alias{base{n + 1}} // want 11 `struct { base }{...} does not escape`
	return s.Size() // want 15 `devirtualizing s.Size to struct { base }` 15 `inlining call to base.Size`
}

func pointers(n int) int {
	var s sizer = &struct{ base }{base{n}} // want 16 `&struct { base }{...} escapes to heap`
	s = &struct{ base }{base{n + 1}} // want 6 `&struct { base }{...} escapes to heap`
	return s.Size()
}

func variable(n int) int { // want 6 `can inline variable`
	v := struct{ base }{base{n}}
	var s sizer = v // want 16 `v does not escape`
	s = v // want 6 `v does not escape`
	return s.Size() // want 15 `devirtualizing s.Size to struct { base }` 15 `inlining call to base.Size`
}

func variables(n int) int {
	var v, w struct{ base }
	var s sizer = v // want 16 `v escapes to heap`
	s = w // want 6 `w escapes to heap`
	return s.Size() + n
}
