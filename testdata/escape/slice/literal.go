// A slice literal is an array with a slice of it.
package slices

var sink []int

func local() int {
	s := []int{1, 2, 3} // want 12 `[]int{...} does not escape`
	return s[0]
}

func escapes() []int {
	return []int{1, 2, 3} // want 14 `[]int{...} escapes to heap`
}

func stored() {
	sink = []int{1, 2, 3} // want 14 `[]int{...} escapes to heap`
}

func elements(p *int) []*int { // want 15 `leaking param: p`
	return []*int{p} // want 15 `[]*int{...} escapes to heap`
}

func nested() [][]int {
	return [][]int{{1}, {2, 3}} // want 16 `[][]int{...} escapes to heap` 17 `[]int{...} escapes to heap` 22 `[]int{...} escapes to heap`
}

func pointers() []*struct{ a int } {
	return []*struct{ a int }{{1}, {2}} // want 27 `[]*struct { a int }{...} escapes to heap` 28 `&struct { a int }{...} escapes to heap` 33 `&struct { a int }{...} escapes to heap`
}

func keyed() [8]*int {
	x := 1 // want 2 `moved to heap: x`
	return [...]*int{3: &x, 7: nil}
}

func resliced(s []int) []int { // want 15 `leaking param: s to result ~r0 level=0`
	return s[1:2:3]
}
