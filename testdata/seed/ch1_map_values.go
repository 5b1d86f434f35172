// Four kinds of map values: which of them escape?
//
// A map that stays in its function prints "does not escape". What is stored in it is another
// matter: whatever a map assignment stores flows to the heap.
package seed

// User is small and holds no pointer: it is copied into the map.
type User struct {
	ID   uint32
	Age  uint8
	Name [16]byte
}

// Point is stored behind a pointer.
type Point struct{ X, Y int }

func valuesWithoutPointers() {
	m := make(map[string]User) // want 11 `make(map[string]User) does not escape`
	m["alice"] = User{ID: 1001, Age: 28, Name: [16]byte{'A', 'l', 'i', 'c', 'e'}}
}

func smallScalars(n int) int {
	m := map[string]int{"a": n} // want 21 `map[string]int{...} does not escape`
	m["b"] = n + 1
	return m["a"]
}

func arrays() [16]byte {
	m := make(map[int][16]byte) // want 11 `make(map[int][16]byte) does not escape`
	m[1] = [16]byte{1, 2, 3}
	return m[1]
}

func slices() {
	bad := make(map[string][]byte) // want 13 `make(map[string][]byte) does not escape`
	bad["x"] = []byte{1, 2, 3} // want 19 `[]byte{...} escapes to heap`
	ints := map[string][]int{} // want 26 `map[string][]int{} does not escape`
	ints["x"] = []int{1, 2, 3} // want 19 `[]int{...} escapes to heap`
}

func pointers() {
	mp := map[string]*Point{} // want 25 `map[string]*Point{} does not escape`
	mp["p"] = &Point{1, 2} // want 12 `&Point{...} escapes to heap`
}
