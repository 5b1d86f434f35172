// Storing into a map: the value is copied, and what it points to flows to the heap.
package seed

type coordinate struct{ X, Y int }

func assignValue() map[string]coordinate {
	m := make(map[string]coordinate) // want 11 `make(map[string]coordinate) escapes to heap`
	m["p"] = coordinate{1, 2}
	return m
}

func assignPointer() {
	m := make(map[string]*coordinate) // want 11 `make(map[string]*coordinate) does not escape`
	m["p"] = &coordinate{1, 2} // want 11 `&coordinate{...} escapes to heap`
}

func assignFunc(n int) {
	m := make(map[string]func() int) // want 11 `make(map[string]func() int) does not escape`
	m["constant"] = func() int { return 1 } // want 18 `func literal escapes to heap`
	m["captures"] = func() int { return n } // want 18 `func literal escapes to heap`
}

func assignWide() {
	m := make(map[int][136]byte) // want 11 `make(map[int][136]byte) does not escape`
	m[1] = [136]byte{}
}
