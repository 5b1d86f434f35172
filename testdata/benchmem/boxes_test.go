// Values in interfaces.
package benchmem

import "testing"

type wrapped struct{ s string }

var (
	zero    float64
	nothing string
	none    []string
	names   = []string{"some", "more"}
)

func BenchmarkBoxInteger(b *testing.B) {
	for i := range b.N {
		sink = 1000 + i
	}
}

func BenchmarkBoxIntegerSmall(b *testing.B) {
	for i := range b.N {
		sink = i & 7
	}
}

func BenchmarkBoxInteger16(b *testing.B) {
	for i := range b.N {
		sink = uint16(i | 1024)
	}
}

func BenchmarkBoxInteger32(b *testing.B) {
	for i := range b.N {
		sink = int32(i | 1024)
	}
}

func BenchmarkBoxFloat(b *testing.B) {
	for i := range b.N {
		sink = float64(i) + 0.5
	}
}

func BenchmarkBoxFloatZero(b *testing.B) {
	for range b.N {
		sink = zero
	}
}

func BenchmarkBoxFloat32(b *testing.B) {
	for i := range b.N {
		sink = float32(i) + 0.5
	}
}

func BenchmarkBoxCharacter(b *testing.B) {
	for i := range b.N {
		sink = names[i&1]
	}
}

func BenchmarkBoxStringEmpty(b *testing.B) {
	for range b.N {
		sink = nothing
	}
}

func BenchmarkBoxStrings(b *testing.B) {
	for range b.N {
		sink = names
	}
}

func BenchmarkBoxStringsNil(b *testing.B) {
	for range b.N {
		sink = none
	}
}

func BenchmarkBoxByte(b *testing.B) {
	for i := range b.N {
		sink = byte(i)
	}
}

func BenchmarkBoxBool(b *testing.B) {
	for i := range b.N {
		sink = i > 3
	}
}

func BenchmarkBoxPoint(b *testing.B) {
	for i := range b.N {
		sink = point{i, i}
	}
}

func BenchmarkBoxWrapped(b *testing.B) {
	for i := range b.N {
		sink = wrapped{names[i&1]}
	}
}

func BenchmarkBoxWrappedEmpty(b *testing.B) {
	for range b.N {
		sink = wrapped{nothing}
	}
}

func BenchmarkBoxComplex(b *testing.B) {
	for i := range b.N {
		sink = complex(float64(i), 1)
	}
}

func BenchmarkBoxPair16(b *testing.B) {
	for i := range b.N {
		sink = [2]int16{int16(i), 1}
	}
}

func BenchmarkBoxPointerPair(b *testing.B) {
	for i := range b.N {
		sink = [2]*int{&i, nil}
	}
}

func BenchmarkBoxWrappedFloat(b *testing.B) {
	for i := range b.N {
		sink = [1]float64{float64(i) + 0.5}
	}
}

func BenchmarkBoxWrappedFloatZero(b *testing.B) {
	for range b.N {
		sink = [1]float64{zero}
	}
}

func BenchmarkBoxMadeSlice(b *testing.B) {
	for range b.N {
		sink = make([]int, 3)
	}
}

func BenchmarkBoxMadeByFunction(b *testing.B) {
	for range b.N {
		sink = made()
	}
}

func BenchmarkBoxSliceOfArrays(b *testing.B) {
	for i := range b.N {
		sink = [][4]int{{i}}
	}
}
