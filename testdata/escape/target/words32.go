// On 32-bit machines words, and with them slices, strings and limits that count elements, are half
// as large; numbers of 64 bits are aligned as words are, unless they are atomic.
// target: linux/386
// flags: -m
package main

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"
	"sync/atomic"
	"unsafe"
)

func limits() byte { // want 6 `can inline limits`
	a := make([]int, 1<<14) // want 11 `make([]int, 16384) does not escape`
	b := make([]int, 1<<14+1) // want 11 `make([]int, 16385) escapes to heap`
	var c [1 << 15]*int
	var d [1<<15 + 1]*int // want 6 `moved to heap: d`
	return byte(a[0]) + byte(b[0]) + byte(*c[0]) + byte(*d[0])
}

func aligned() int64 {
	var a atomic.Int64 // want 6 `moved to heap: a`
	p := new(struct{ a atomic.Uint64 }) // want 10 `new(struct { a atomic.Uint64 }) escapes to heap`
	var b struct{ n int64 }
	return a.Load() + int64(p.a.Load()) + b.n // want 15 `inlining call to atomic.(*Int64).Load` 34 `inlining call to atomic.(*Uint64).Load`
}

func captured() func() int { // want 6 `can inline captured`
	var a [32]int
	var b [33]int // want 6 `moved to heap: b`
	return func() int { return a[0] + b[0] } // want 9 `can inline captured.func1` 9 `func literal escapes to heap`
}

func constants() {
	fmt.Println(strconv.IntSize, unsafe.Sizeof(""), uint(1<<32-1)) // want 13 `... argument does not escape` 13 `inlining call to fmt.Println` 21 `32 escapes to heap` 44 `uintptr(8) escapes to heap` 54 `uint(4294967295) escapes to heap`
	if unsafe.Sizeof(uintptr(0)) == 8 {
		fmt.Println("dead")
	}
	const most = int(^uint(0) >> 1)
	fmt.Println(most) // want 13 `... argument does not escape` 13 `inlining call to fmt.Println` 14 `2147483647 escapes to heap`
}

func intrinsics(x, y uint64, b []byte) (uint64, uint64) { // want 6 `can inline intrinsics` 30 `b does not escape`
	sum, carry := bits.Add64(x, y, 0) // want 26 `inlining call to bits.Add64`
	high, low := bits.Mul64(sum, carry)
	return high + binary.LittleEndian.Uint64(b), low // want 42 `inlining call to binary.littleEndian.Uint64`
}

type small struct{ a, b, c, d int32 }

func conversions(n int, u uint) (any, any, any) { // want 6 `can inline conversions`
	return int32(n), uint32(u), small{1, 2, 3, 4} // want 14 `int32(n) escapes to heap` 25 `uint32(u) escapes to heap` 35 `small{...} escapes to heap`
}

func main() {} // want 6 `can inline main`
