// A variable whose address stays in its function stays on the stack.
package address

func local() int {
	x := 1
	p := &x
	*p++
	return x
}

func field() int {
	var s struct{ a, b int }
	p := &s.b
	*p = 2
	return s.b
}

func element() int {
	var a [4]int
	p := &a[2]
	*p = 2
	return a[2]
}

func pointerToPointer() int {
	x := 1
	p := &x
	pp := &p
	return **pp
}
