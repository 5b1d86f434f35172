// Functions that are instructions cost as much as an operator.
// flags: -m=2

package main

import (
	"math/bits"
	"sync/atomic"
)

func zeros(x uint64) int { return bits.TrailingZeros64(x) + bits.Len64(x) } // want 6 `can inline zeros with cost 8`

func load(p *uint32) uint32 { return atomic.LoadUint32(p) } // want 6 `can inline load with cost 4`

func add(p *int64) int64 { return atomic.AddInt64(p, 1) } // want 6 `can inline add with cost 5`

func product(x, y uint64) (uint64, uint64) { return bits.Mul64(x, y) } // want 6 `can inline product with cost 14`

func main() {} // want 6 `can inline main with cost 0`
