// Strings, bytes and runes: what stays on the stack, what shares its memory, what goes to the
// heap with its value.
package main

import "unsafe"

var sink any

func locals(b []byte, s string, r []rune, c rune) int { // want 13 `b does not escape` 23 `s does not escape` 33 `r does not escape`
	x := string(b) // want 14 `string(b) does not escape`
	y := []byte(s) // want 14 `([]byte)(s) does not escape`
	z := []rune(s) // want 14 `([]rune)(s) does not escape`
	u := string(r) // want 14 `string(r) does not escape`
	v := string(c) // want 14 `string(c) does not escape`
	y[0] = 1
	return len(x) + len(y) + len(z) + len(u) + len(v)
}

func readOnly(s string) byte { // want 15 `s does not escape`
	b := []byte(s) // want 14 `([]byte)(s) does not escape` 14 `zero-copy string->[]byte conversion`
	return b[0]
}

func stored(b []byte, s string) { // want 13 `b does not escape` 23 `s does not escape`
	sink = string(b) // want 15 `string(b) escapes to heap` 16 `string(b) escapes to heap`
	sink = []byte(s) // want 15 `([]byte)(s) escapes to heap` 16 `([]byte)(s) escapes to heap`
}

func unnoticed(b []byte, s string, m map[string]int) bool { // want 16 `b does not escape` 26 `s does not escape` 36 `m does not escape`
	for range []byte(s) { // want 19 `([]byte)(s) does not escape` 19 `zero-copy string->[]byte conversion`
	}
	for range []rune(s) { // want 19 `([]rune)(s) does not escape`
	}
	switch string(b) { // want 16 `string(b) does not escape`
	case "x":
		return false
	}
	return m[string(b)] > 0 && string(b) == s && "a"+string(b) == s // want 18 `string(b) does not escape` 36 `string(b) does not escape` 50 `"a" + string(b) does not escape` 58 `string(b) does not escape`
}

func arrays(b []byte) ([4]byte, *[4]byte) { // want 13 `leaking param: b to result ~r1 level=0`
	return [4]byte(b), (*[4]byte)(b)
}

func unsafely(p *byte, s string, b []byte) ([]byte, string, *byte, *byte) { // want 15 `leaking param: p to result ~r0 level=0` 15 `leaking param: p to result ~r1 level=0` 24 `leaking param: s to result ~r3 level=0` 34 `leaking param: b to result ~r2 level=0`
	return unsafe.Slice(p, 4), unsafe.String(p, 4), unsafe.SliceData(b), unsafe.StringData(s)
}

func added(p unsafe.Pointer, u uintptr) (unsafe.Pointer, unsafe.Pointer) { // want 12 `leaking param: p to result ~r0 level=0`
	return unsafe.Add(p, 4), unsafe.Pointer(u)
}
