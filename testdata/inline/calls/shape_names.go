// flags: -m
//
// A local type's number is no part of its name in messages, where a shape ends with it neither.
package main

import "slices"

func lengths(n int) int {
	type record struct{ n int }
	records := slices.Clone([]record{{n}})
	return len(slices.Concat(records, records))
}

func main() { println(lengths(1)) }
