// A map of 64-byte entries: the entries never lie on the stack beyond its first group.
package seed

import "fmt"

func risky() {
	m := make(map[string]struct{ x [64]byte }) // want 11 `make(map[string]struct { x [64]byte }) does not escape`
	for i := 0; i < 100; i++ {
		m[fmt.Sprintf("k%d", i)] = struct{ x [64]byte }{} // want 16 `... argument does not escape` 24 `i escapes to heap`
	}
}

func byPointer() {
	m := make(map[string]*[64]byte) // want 11 `make(map[string]*[64]byte) does not escape`
	for i := 0; i < 100; i++ {
		m[fmt.Sprintf("k%d", i)] = new([64]byte) // want 16 `... argument does not escape` 24 `i escapes to heap` 33 `new([64]byte) escapes to heap`
	}
}
