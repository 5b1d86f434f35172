// Package benchmem has benchmarks of one allocating line each. What they show under -benchmem is in
// recorded.txt, which record.sh writes.
package benchmem

// What is stored here is on the heap.
var (
	sink    any
	bytes   []byte
	text    string
	ints    []int
	strings []string
	number  *int
	call    func() int
	values  = []int{1000, 2000, 3000, 4000}
)

type point struct{ x, y int }
