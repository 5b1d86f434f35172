// On arm words have 32 bits as well, and integers are loaded byte by byte: what reads them so is no
// cheaper than it looks, so that less is inlined.
// target: linux/arm
// flags: -m
package main

import (
	"encoding/binary"
	"math/bits"
	"sync/atomic"
)

func aligned() int64 { // want 6 `can inline aligned`
	var a atomic.Int64 // want 6 `moved to heap: a`
	var b struct{ n int64 }
	return a.Load() + b.n // want 15 `inlining call to atomic.(*Int64).Load`
}

func intrinsics(x, y uint64, b []byte) (uint64, uint64) { // want 30 `b does not escape`
	sum, carry := bits.Add64(x, y, 0) // want 26 `inlining call to bits.Add64`
	high, low := bits.Mul64(sum, carry)
	return high + binary.LittleEndian.Uint64(b), low // want 42 `inlining call to binary.littleEndian.Uint64`
}

func main() {} // want 6 `can inline main`
