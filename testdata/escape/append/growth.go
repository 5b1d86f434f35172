// append may allocate a new array; what is appended flows into it.
package appending

func growth(s []int, x int) []int { // want 13 `leaking param: s to result ~r0 level=0`
	return append(s, x) // want 15 `append escapes to heap`
}

func local() int {
	var s []int
	for i := range 10 {
		s = append(s, i) // want 13 `append does not escape`
	}
	return len(s)
}

func pointers(s []*int, p *int) []*int { // want 15 `leaking param content: s` 15 `leaking param: s to result ~r0 level=0` 25 `leaking param: p`
	return append(s, p) // want 15 `append escapes to heap`
}

func other(s, t []*int) []*int { // want 12 `leaking param content: s` 12 `leaking param: s to result ~r0 level=0` 15 `leaking param content: t`
	return append(s, t...) // want 15 `append escapes to heap`
}

func bytes(s []byte, t string) []byte { // want 12 `leaking param: s to result ~r0 level=0` 22 `t does not escape`
	return append(s, t...) // want 15 `append escapes to heap`
}

func content(s *[]*int, p *int) { // want 14 `leaking param content: s` 25 `leaking param: p`
	*s = append(*s, p) // want 13 `append escapes to heap`
}

func nothing(s []int) []int { // want 14 `leaking param: s to result ~r0 level=0`
	return append(s) // want 15 `append escapes to heap`
}

func copies(s, t []*int) int { // want 13 `s does not escape` 16 `leaking param content: t`
	return copy(s, t)
}
