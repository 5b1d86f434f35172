// Arrays of slices, and appends to slices without room.
package benchmem

import "testing"

type triple struct{ a, b, c byte }

var (
	triples []triple
	runes   []rune
)

func BenchmarkSliceMade(b *testing.B) {
	for range b.N {
		ints = make([]int, 3)
	}
}

func BenchmarkSliceMadeWithCapacity(b *testing.B) {
	for range b.N {
		ints = make([]int, 0, 5)
	}
}

func BenchmarkSliceMadeBytes(b *testing.B) {
	for range b.N {
		bytes = make([]byte, 5)
	}
}

func BenchmarkSliceMadeStrings(b *testing.B) {
	for range b.N {
		strings = make([]string, 33)
	}
}

func BenchmarkSliceMadeLarge(b *testing.B) {
	for range b.N {
		ints = make([]int, 5000)
	}
}

func BenchmarkSliceLiteralInts(b *testing.B) {
	for range b.N {
		ints = []int{1, 2, 3, 4, 5}
	}
}

func BenchmarkSliceLiteralBytes(b *testing.B) {
	for range b.N {
		bytes = []byte{1, 2, 3}
	}
}

func BenchmarkSliceLiteralStrings(b *testing.B) {
	for range b.N {
		strings = []string{"a", "b", "c"}
	}
}

func BenchmarkSliceAppendOne(b *testing.B) {
	for range b.N {
		ints = append([]int(nil), 1)
	}
}

func BenchmarkSliceAppendThree(b *testing.B) {
	for range b.N {
		ints = append([]int(nil), 1, 2, 3)
	}
}

func BenchmarkSliceAppendBytes(b *testing.B) {
	for range b.N {
		bytes = append([]byte{}, 1, 2, 3)
	}
}

func BenchmarkSliceAppendStrings(b *testing.B) {
	for range b.N {
		strings = append([]string(nil), "a", "b", "c")
	}
}

func BenchmarkSliceAppendTriples(b *testing.B) {
	for range b.N {
		triples = append([]triple(nil), triple{}, triple{}, triple{})
	}
}

func BenchmarkSliceAppendRunes(b *testing.B) {
	for range b.N {
		runes = append([]rune(nil), 'a', 'b', 'c', 'd', 'e')
	}
}

func BenchmarkSliceBytes(b *testing.B) {
	for range b.N {
		bytes = []byte("abc")
	}
}

func BenchmarkSliceBytesNineteen(b *testing.B) {
	for range b.N {
		bytes = []byte("abcdefghijklmnopqrs")
	}
}

func BenchmarkSliceRune(b *testing.B) {
	for range b.N {
		text = string(rune(b.N))
	}
}

// An append to a slice with room for it adds nothing to what make allocates.
func BenchmarkSliceRoom(b *testing.B) {
	for i := range b.N {
		s := make([]int, 0, 6)
		for _, number := range numbers {
			s = append(s, number)
		}
		s = append(s, i, i)
		ints = s
	}
}
