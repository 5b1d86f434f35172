// Types that depend on type parameters: in conversions, assertions and type switches, under
// constraints with a core type, in aliases and local types.
package main

import "fmt"

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprint(p.Key, p.Val) } // want 56 `... argument does not escape` 58 `p.Key escapes to heap` 65 `p.Val escapes to heap`

type Set[T comparable] = map[T]struct{}

func kind[T any](x T) string {
	switch y := any(x).(type) { // want 18 `any(x) does not escape`
	case int:
		return "int"
	case []T:
		return fmt.Sprint(len(y)) // want 20 `... argument does not escape` 24 `len(y) escapes to heap`
	case *T:
		return fmt.Sprint(*y) // want 20 `... argument does not escape` 21 `*y escapes to heap`
	case Pair[string, T]:
		return y.Key
	}
	if p, ok := any(x).(fmt.Stringer); ok { // want 18 `any(x) escapes to heap`
		return p.String()
	}
	if _, ok := any(&x).(*T); ok {
		return "pointer"
	}
	return ""
}

func keys[M ~map[K]V, K comparable, V any](m M) []K {
	r := make([]K, 0, len(m)) // want 11 `make([]go.shape.string, 0, len(m)) escapes to heap`
	for k := range m {
		r = append(r, k) // want 13 `append escapes to heap`
	}
	return r
}

func bytes[S ~string | ~[]byte](s S) []byte { return []byte(s) } // want 61 `([]byte)(s) escapes to heap`
func text[S ~string | ~[]byte](s S) string  { return string(s) } // want 61 `string(s) escapes to heap`
func array[T any, A ~[4]T](a A) []T         { return a[:] } // want 28 `moved to heap: a`
func address[T any](v T) *T                 { return &v } // want 21 `moved to heap: v`
func allocated[T any](v T) *T               { return new(v) } // want 57 `moved to heap: .autotmp_3`
func deferred[T any](f func(T), x T)        { defer f(x); go f(x) }

func channel[T any](n int) chan T {
	c := make(chan T, n)
	go func() { var z T; c <- z; close(c) }() // want 5 `func literal escapes to heap`
	return c
}

func local[T any](x T) any {
	type box struct{ v T }
	return &box{x} // want 9 `&box[go.shape.int]{...} escapes to heap`
}

func closures[T any](x T) (func() T, func(T)) {
	y := x // want 2 `moved to heap: y`
	return func() T { return y }, func(z T) { y = z } // want 9 `func literal escapes to heap` 32 `func literal escapes to heap`
}

func main() {
	p := Pair[string, int]{"a", 1} // want 2 `moved to heap: p`
	fmt.Println(kind(3), kind("x"), kind(&p), kind(p)) // want 13 `... argument does not escape` 18 `kind[go.shape.int](&.dict.kind[int], 3) escapes to heap` 27 `kind[go.shape.string](&.dict.kind[string], "x") escapes to heap` 38 `kind[go.shape.*uint8](&.dict.kind[*main.Pair[string,int]], &p) escapes to heap` 48 `kind[go.shape.struct { Key string; Val int }](&.dict.kind[main.Pair[string,int]], p) escapes to heap`
	fmt.Println(keys(map[string]int{}), keys(Set[string]{})) // want 13 `... argument does not escape` 18 `keys[go.shape.map[string]int,go.shape.string,go.shape.int](&.dict.keys[map[string]int,string,int], map[string]int{}) escapes to heap` 33 `map[string]int{} does not escape` 42 `keys[go.shape.map[string]struct {},go.shape.string,go.shape.struct {}](&.dict.keys[map[string]struct {},string,struct {}], map[string]struct {}{}) escapes to heap` 54 `map[string]struct {}{} does not escape`
	fmt.Println(bytes("a"), text([]byte("a")), array([4]int{}), *address(3), *allocated(4)) // want 13 `... argument does not escape` 19 `bytes[go.shape.string](&.dict.bytes[string], "a") escapes to heap` 30 `text[go.shape.[]uint8](&.dict.text[[]uint8], ([]byte)("a")) escapes to heap` 38 `([]byte)("a") does not escape` 38 `zero-copy string->[]byte conversion` 50 `array[go.shape.int,go.shape.[4]int](&.dict.array[int,[4]int], [4]int{}) escapes to heap` 62 `*address[go.shape.int](&.dict.address[int], 3) escapes to heap` 75 `*allocated[go.shape.int](&.dict.allocated[int], 4) escapes to heap`
	deferred(func(x int) { fmt.Println(x) }, 3) // want 11 `func literal escapes to heap` 36 `... argument does not escape` 37 `x escapes to heap`
	<-channel[int](3)
	fmt.Println(local(3)) // want 13 `... argument does not escape`
	get, set := closures(p)
	set(get())
}
