// flags: -m
//
// A local type's number is no part of its name in messages, where a shape ends with it neither.
package main

import "slices"

func lengths(n int) int {
	type record struct{ n int }
	records := slices.Clone([]record{{n}}) // want 25 `append does not escape` 25 `go.shape.[]main.record{} does not escape` 25 `inlining call to slices.Clone[go.shape.[]main.record·1,go.shape.struct { main.n int }]` 34 `[]record{...} does not escape`
	return len(slices.Concat(records, records)) // want 26 `"cannot be negative" escapes to heap` 26 `"len out of range" escapes to heap` 26 `... argument does not escape` 26 `append does not escape` 26 `inlining call to slices.Concat[go.shape.[]main.record·1,go.shape.struct { main.n int }]` 26 `inlining call to slices.Grow[go.shape.[]main.record·1,go.shape.struct { main.n int }]` 26 `make([]go.shape.struct { main.n int }, slices.n) does not escape`
}

func main() { println(lengths(1)) } // want 6 `can inline main`

// elsewhere:
//	slices/slices.go:355:6: append escapes to heap
//	slices/slices.go:355:6: can inline slices.Clone[[]main.record·1,main.record·1]
//	slices/slices.go:355:6: can inline slices.Clone[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:355:6: go.shape.[]main.record{} escapes to heap
//	slices/slices.go:355:6: inlining call to slices.Clone[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:362:15: append escapes to heap
//	slices/slices.go:362:17: go.shape.[]main.record{} escapes to heap
//	slices/slices.go:422:6: can inline slices.Grow[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:424:9: "cannot be negative" escapes to heap
//	slices/slices.go:428:13: append escapes to heap
//	slices/slices.go:428:30: make([]go.shape.struct { main.n int }, slices.n) does not escape
//	slices/slices.go:491:6: "cannot be negative" escapes to heap
//	slices/slices.go:491:6: "len out of range" escapes to heap
//	slices/slices.go:491:6: append escapes to heap
//	slices/slices.go:491:6: can inline slices.Concat[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:491:6: inlining call to slices.Concat[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:491:6: inlining call to slices.Grow[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:491:6: make([]go.shape.struct { main.n int }, slices.n) does not escape
//	slices/slices.go:496:10: "len out of range" escapes to heap
//	slices/slices.go:502:21: "cannot be negative" escapes to heap
//	slices/slices.go:502:21: append escapes to heap
//	slices/slices.go:502:21: inlining call to slices.Grow[go.shape.[]main.record·1,go.shape.struct { main.n int }]
//	slices/slices.go:502:21: make([]go.shape.struct { main.n int }, slices.n) does not escape
//	slices/slices.go:504:20: append escapes to heap
