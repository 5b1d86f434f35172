package m

type foo struct {
	a int
	b int
}

func returnsStackVarPtr() *foo {
	//gcassert:noescape
	foo := foo{a: 1, b: 2}
	return &foo
}

func returnsStackVar() foo {
	//gcassert:noescape
	foo := foo{a: 1, b: 2}
	return foo
}

// f escapes.
//
//gcassert:noescape
func (f foo) setA(a int) *foo {
	f.a = a
	return &f
}

// f doesn't, and lines that follow aren't meant.
//
//gcassert:noescape
func (f foo) returnA(
	// a escapes.
	// gcassert:noescape
	a int,
	b int,
) *int {
	return &a
}

//gcassert:noescape
func leaks(p *int) *int {
	q := new(int)
	sink = q
	return p
}

var sink *int

func bounds(xs []int) int {
	return xs[0] + inlined() //gcassert:bce,inline
}

//gcassert:inline
func inlined() int { return 1 }

//gcassert:typo
func other() {}
