// What makes no code costs nothing, or less.
// flags: -m=2

package main

import "unsafe"

type id int

type pair struct{ first, second int }

// The conversion changes nothing but the type.
func renamed(x id) int { return int(x) } // want 6 `can inline renamed with cost 2`

func extended(x int32) int64 { return int64(x) } // want 6 `can inline extended with cost 3`

func boxed(x int) any { return x } // want 6 `can inline boxed with cost 3`

// The first field is where the variable is.
func addressOfFirst(p *pair) *int { return &p.first } // want 6 `can inline addressOfFirst with cost 2`

func addressOfSecond(p *pair) *int { return &p.second } // want 6 `can inline addressOfSecond with cost 4`

// A variable read as another type is still one read.
func bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) } // want 6 `can inline bits with cost 3`

func pointed(p *float64) uint64 { return *(*uint64)(unsafe.Pointer(p)) } // want 6 `can inline pointed with cost 3`

// Bounds that say what is so anyway.
func plain(s []int) []int { return s[:] } // want 6 `can inline plain with cost 3`

func fromStart(s []int, n int) []int { return s[0:n] } // want 6 `can inline fromStart with cost 4`

func upTo(s []int, n int) []int { return s[:n] } // want 6 `can inline upTo with cost 4`

func toEnd(s []int, n int) []int { return s[n:len(s)] } // want 6 `can inline toEnd with cost 4`

func from(s []int, n int) []int { return s[n:] } // want 6 `can inline from with cost 4`

func toOther(s, t []int, n int) []int { return s[n:len(t)] } // want 6 `can inline toOther with cost 6`

// A literal of a slice costs one more than that of an array.
func slice() []int { return []int{1, 2, 3} } // want 6 `can inline slice with cost 6`

func array() [3]int { return [3]int{1, 2, 3} } // want 6 `can inline array with cost 5`

func keyed() pair { return pair{first: 1, second: 2} } // want 6 `can inline keyed with cost 6`

func pointer() *pair { return &pair{1, 2} } // want 6 `can inline pointer with cost 7`

func main() {} // want 6 `can inline main with cost 0`
