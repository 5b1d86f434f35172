// The limits by kind of allocation, on both sides: composite literals, capacities, structs, what
// closures capture by value; and elements without size. A slice literal has no limit here.
package main

func pointers() byte {
	a := &[64 << 10]byte{} // want 7 `&[65536]byte{} does not escape`
	b := &[64<<10 + 1]byte{} // want 7 `&[65537]byte{} escapes to heap`
	return a[0] + b[0]
}

func literals() byte {
	a := [128 << 10]byte{}
	b := [128<<10 + 1]byte{} // want 2 `moved to heap: b`
	return a[0] + b[0]
}

func capacities() int {
	a := make([]int, 0, 1<<13) // want 11 `make([]int, 0, 8192) does not escape`
	b := make([]int, 0, 1<<13+1) // want 11 `make([]int, 0, 8193) escapes to heap`
	return cap(a) + cap(b)
}

func slices() byte {
	a := []byte{64<<10 - 1: 1} // want 13 `[]byte{...} does not escape`
	b := []byte{64 << 10: 1} // want 13 `[]byte{...} does not escape`
	return a[0] + b[0]
}

type large struct{ a [128 << 10]byte }
type larger struct {
	a [128 << 10]byte
	b byte
}

func structs() byte {
	var a large
	var b larger // want 6 `moved to heap: b`
	return a.a[0] + b.b
}

func parameters(a larger) (b larger) {
	b.b = a.b
	return
}

func captured() byte {
	var a [128]byte
	var b [129]byte
	f := func() byte { return a[0] + b[0] } // want 7 `func literal does not escape`
	return f()
}

func iterated(xs [][128<<10 + 1]byte) (n byte) { // want 15 `leaking param content: xs`
	for _, x := range xs { // want 9 `moved to heap: x`
		n += x[0]
	}
	return
}

func withoutSize(n int) int {
	a := make([][0]int, n) // want 11 `make([][0]int, n) escapes to heap`
	b := make([]struct{}, 3) // want 11 `make([]struct {}, 3) escapes to heap`
	return len(a) + len(b)
}
