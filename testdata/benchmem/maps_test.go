// Maps: header, groups, tables, and entries that don't fit a slot.
package benchmem

import "testing"

var (
	m1 map[string]int
	m2 map[int]int
	m3 map[int32]struct{}
	m4 map[byte]bool
	m5 map[string]string
	m6 map[int][128]byte
	m7 map[string][]int
	m8 map[int][136]byte
)

//go:noinline
func local(m map[int]int) { m[1]++ }

// A new key allocates its value, another value for it nothing.
func BenchmarkMapNewKey(b *testing.B) {
	m := make(map[int][136]byte, 8)
	b.ResetTimer()
	for range b.N {
		m[1] = [136]byte{}
		delete(m, 1)
	}
}

func BenchmarkMapKnownKey(b *testing.B) {
	m := make(map[int][136]byte, 8)
	m[1] = [136]byte{}
	b.ResetTimer()
	for range b.N {
		m[1] = [136]byte{}
	}
}

func BenchmarkMapLiteral(b *testing.B) {
	for range b.N {
		m1 = map[string]int{"a": 1}
	}
}

func BenchmarkMapLiteralEight(b *testing.B) {
	for range b.N {
		m2 = map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8}
	}
}

func BenchmarkMapLiteralNine(b *testing.B) {
	for range b.N {
		m2 = map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9}
	}
}

func BenchmarkMapLiteralDynamic(b *testing.B) {
	for i := range b.N {
		m2 = map[int]int{i: 1, i + 1: 2}
	}
}

func BenchmarkMapLiteralThirty(b *testing.B) {
	for range b.N {
		m2 = map[int]int{0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10, 11: 11, 12: 12, 13: 13, 14: 14, 15: 15, 16: 16, 17: 17, 18: 18, 19: 19, 20: 20, 21: 21, 22: 22, 23: 23, 24: 24, 25: 25, 26: 26, 27: 27, 28: 28, 29: 29}
	}
}

func BenchmarkMapLiteralSet(b *testing.B) {
	for range b.N {
		m3 = map[int32]struct{}{1: {}, 2: {}}
	}
}

func BenchmarkMapLiteralBools(b *testing.B) {
	for range b.N {
		m4 = map[byte]bool{1: true}
	}
}

func BenchmarkMapLiteralStrings(b *testing.B) {
	for range b.N {
		m5 = map[string]string{"a": "b", "c": "d"}
	}
}

func BenchmarkMapLiteralWide(b *testing.B) {
	for range b.N {
		m6 = map[int][128]byte{1: {}}
	}
}

func BenchmarkMapLiteralPointers(b *testing.B) {
	for range b.N {
		m7 = map[string][]int{"a": nil}
	}
}

func BenchmarkMapLiteralIndirect(b *testing.B) {
	for range b.N {
		m8 = map[int][136]byte{1: {}, 2: {}}
	}
}

func BenchmarkMapMadeTwenty(b *testing.B) {
	for range b.N {
		m2 = make(map[int]int, 20)
	}
}

func BenchmarkMapMadeHundred(b *testing.B) {
	for range b.N {
		m1 = make(map[string]int, 100)
	}
}

func BenchmarkMapMadeThousands(b *testing.B) {
	for range b.N {
		m1 = make(map[string]int, 5000)
	}
}

func BenchmarkMapMadeOnStack(b *testing.B) {
	for range b.N {
		local(make(map[int]int, 20))
	}
}
