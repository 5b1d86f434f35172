package p

import "testing"

// The test binary has a table of the functions that run, which its main package makes.
func TestF(t *testing.T) {
	if F() == nil {
		t.Fatal(1)
	}
}

func BenchmarkF(b *testing.B) {
	for b.Loop() {
		F()
	}
}

func FuzzF(f *testing.F) { f.Fuzz(func(t *testing.T, s string) {}) }

func ExampleF() {
	println(1)
	// Output: 1
}

// One without output is compiled, and not in the table.
func Example_compiled() { F() }
