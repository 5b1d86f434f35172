// Objects of many sizes, with pointers and without.
package benchmem

import "testing"

var (
	p1     *byte
	p2     *int16
	p3     *[3]byte
	p4     *int32
	p5     *[5]byte
	p6     *[3]int16
	p7     *[7]byte
	p9     *[9]byte
	p12    *[3]int32
	p15    *[15]byte
	p16    *point
	p17    *[17]byte
	p40    *[40]byte
	p136   *[17]int
	p512   *[64]int
	p520   *[65]int
	p1024  *[1024]byte
	p1025  *[1025]byte
	p18k   *[18000]byte
	p32k   *[32768]byte
	p33k   *[33000]byte
	p70k   *[70000]byte
	pp     **int
	pp2    *[2]*int
	pp136  *[17]*int
	pp512  *[64]*int
	pp520  *[65]*int
	pp576  *[72]*int
	pp1024 *[128]*int
	pp2048 *[256]*int
	pp32k  *[4096]*int
	pp32l  *[4095]*int
	pp70k  *[9000]*int
)

func BenchmarkSizeByte(b *testing.B) {
	for range b.N {
		p1 = new(byte)
	}
}

func BenchmarkSizeInt16(b *testing.B) {
	for range b.N {
		p2 = new(int16)
	}
}

func BenchmarkSizeThreeBytes(b *testing.B) {
	for range b.N {
		p3 = new([3]byte)
	}
}

func BenchmarkSizeInt32(b *testing.B) {
	for range b.N {
		p4 = new(int32)
	}
}

func BenchmarkSizeFiveBytes(b *testing.B) {
	for range b.N {
		p5 = new([5]byte)
	}
}

func BenchmarkSizeSixBytes(b *testing.B) {
	for range b.N {
		p6 = new([3]int16)
	}
}

func BenchmarkSizeSevenBytes(b *testing.B) {
	for range b.N {
		p7 = new([7]byte)
	}
}

func BenchmarkSizeInt(b *testing.B) {
	for range b.N {
		number = new(int)
	}
}

func BenchmarkSizeNineBytes(b *testing.B) {
	for range b.N {
		p9 = new([9]byte)
	}
}

func BenchmarkSizeTwelveBytes(b *testing.B) {
	for range b.N {
		p12 = new([3]int32)
	}
}

func BenchmarkSizeFifteenBytes(b *testing.B) {
	for range b.N {
		p15 = new([15]byte)
	}
}

func BenchmarkSizeSixteenBytes(b *testing.B) {
	for range b.N {
		p16 = new(point)
	}
}

func BenchmarkSizePointer(b *testing.B) {
	for range b.N {
		pp = new(*int)
	}
}

func BenchmarkSizeTwoPointers(b *testing.B) {
	for range b.N {
		pp2 = new([2]*int)
	}
}

func BenchmarkSizeSeventeenBytes(b *testing.B) {
	for range b.N {
		p17 = new([17]byte)
	}
}

func BenchmarkSizeFortyBytes(b *testing.B) {
	for range b.N {
		p40 = new([40]byte)
	}
}

func BenchmarkSizeOneHundredThirtySix(b *testing.B) {
	for range b.N {
		p136 = new([17]int)
	}
}

func BenchmarkSizeOneHundredThirtySixPointers(b *testing.B) {
	for range b.N {
		pp136 = new([17]*int)
	}
}

func BenchmarkSizeFiveHundredTwelve(b *testing.B) {
	for range b.N {
		p512 = new([64]int)
	}
}

func BenchmarkSizeFiveHundredTwelvePointers(b *testing.B) {
	for range b.N {
		pp512 = new([64]*int)
	}
}

func BenchmarkSizeFiveHundredTwenty(b *testing.B) {
	for range b.N {
		p520 = new([65]int)
	}
}

func BenchmarkSizeFiveHundredTwentyPointers(b *testing.B) {
	for range b.N {
		pp520 = new([65]*int)
	}
}

func BenchmarkSizeFiveHundredSeventySixPointers(b *testing.B) {
	for range b.N {
		pp576 = new([72]*int)
	}
}

func BenchmarkSizeOneThousand(b *testing.B) {
	for range b.N {
		p1024 = new([1024]byte)
	}
}

func BenchmarkSizeOneThousandPointers(b *testing.B) {
	for range b.N {
		pp1024 = new([128]*int)
	}
}

func BenchmarkSizeOneThousandOne(b *testing.B) {
	for range b.N {
		p1025 = new([1025]byte)
	}
}

func BenchmarkSizeTwoThousandPointers(b *testing.B) {
	for range b.N {
		pp2048 = new([256]*int)
	}
}

func BenchmarkSizeEighteen(b *testing.B) {
	for range b.N {
		p18k = new([18000]byte)
	}
}

func BenchmarkSizeThirtyTwo(b *testing.B) {
	for range b.N {
		p32k = new([32768]byte)
	}
}

func BenchmarkSizeThirtyTwoPointers(b *testing.B) {
	for range b.N {
		pp32k = new([4096]*int)
	}
}

func BenchmarkSizeThirtyTwoLessOnePointers(b *testing.B) {
	for range b.N {
		pp32l = new([4095]*int)
	}
}

func BenchmarkSizeThirtyThree(b *testing.B) {
	for range b.N {
		p33k = new([33000]byte)
	}
}

func BenchmarkSizeSeventy(b *testing.B) {
	for range b.N {
		p70k = new([70000]byte)
	}
}

func BenchmarkSizeSeventyPointers(b *testing.B) {
	for range b.N {
		pp70k = new([9000]*int)
	}
}

func BenchmarkSizeLiteral(b *testing.B) {
	for range b.N {
		p16 = &point{1, 2}
	}
}
