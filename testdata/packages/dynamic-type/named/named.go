// Package named has struct types that are written out: each has an object of its own.
package named

// flags: -m

type sizer interface{ Size() int }

type base struct{ n int }

func (b base) Size() int { return b.n }

func once(n int) int {
	var s sizer = struct{ base }{base{n}}
	return s.Size()
}

func twice(n int) int {
	var s sizer = struct{ base }{base{n}}
	s = struct{ base }{base{n + 1}}
	return s.Size()
}

type alias = struct{ base }

func aliased(n int) int {
	var s sizer = alias{base{n}}
	s = alias{base{n + 1}}
	return s.Size()
}

func pointers(n int) int {
	var s sizer = &struct{ base }{base{n}}
	s = &struct{ base }{base{n + 1}}
	return s.Size()
}

func variable(n int) int {
	v := struct{ base }{base{n}}
	var s sizer = v
	s = v
	return s.Size()
}

func variables(n int) int {
	var v, w struct{ base }
	var s sizer = v
	s = w
	return s.Size() + n
}
