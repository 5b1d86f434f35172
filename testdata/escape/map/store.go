// What is stored in a map flows to the heap, even in a map that stays on the stack. Keys of lookups
// don't.
package maps

type point struct{ x, y int }

func store() {
	m := map[string]*point{} // want 24 `map[string]*point{} does not escape`
	p := point{1, 2} // want 2 `moved to heap: p`
	m["a"] = &p
}

func key() {
	m := map[*point]int{} // want 21 `map[*point]int{} does not escape`
	m[&point{1, 2}] = 1 // want 4 `&point{...} escapes to heap`
	_ = m[&point{3, 4}] // want 8 `&point{...} does not escape`
	delete(m, &point{5, 6}) // want 12 `&point{...} does not escape`
}

func literal(p, q *point) { // want 14 `leaking param: p` 17 `leaking param: q`
	_ = map[string]*point{"a": p} // want 23 `map[string]*point{...} does not escape`
	_ = map[*point]bool{q: true} // want 21 `map[*point]bool{...} does not escape`
}

func loaded(m map[string]*point) *point { // want 13 `m does not escape`
	return m["a"]
}

func loadedTwo(m map[string]*point) (*point, bool) { // want 16 `m does not escape`
	p, ok := m["a"]
	return p, ok
}

func returned(n int) map[string]int {
	return make(map[string]int, n) // want 13 `make(map[string]int, n) escapes to heap`
}

func stays(n int) int {
	m := make(map[string]int, n) // want 11 `make(map[string]int, n) does not escape`
	return len(m)
}

func counts(words []string) map[string]int { // want 13 `leaking param content: words`
	m := map[string]int{} // want 21 `map[string]int{} escapes to heap`
	for _, w := range words {
		m[w]++
	}
	return m
}
