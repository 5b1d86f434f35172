// Conversions between strings and slices copy, unless the copy is never changed.
package texts

func toBytes(s string) []byte   { return []byte(s) } // want 14 `s does not escape` 49 `([]byte)(s) escapes to heap`
func toString(b []byte) string  { return string(b) } // want 15 `b does not escape` 49 `string(b) escapes to heap`
func toRunes(s string) []rune   { return []rune(s) } // want 14 `s does not escape` 49 `([]rune)(s) escapes to heap`
func fromRunes(r []rune) string { return string(r) } // want 16 `r does not escape` 49 `string(r) escapes to heap`
func fromRune(r rune) string    { return string(r) } // want 49 `string(r) escapes to heap`

func readOnly(s string) int { // want 15 `s does not escape`
	n := 0
	for _, b := range []byte(s) { // want 27 `([]byte)(s) does not escape` 27 `zero-copy string->[]byte conversion`
		n += int(b)
	}
	return n
}

func mutated(s string) byte { // want 14 `s does not escape`
	b := []byte(s) // want 14 `([]byte)(s) does not escape`
	b[0] = 'x'
	return b[0]
}

func key(m map[string]int, b []byte) int { return m[string(b)] } // want 10 `m does not escape` 28 `b does not escape` 60 `string(b) does not escape`

func compared(b []byte) bool { return string(b) == "a" } // want 15 `b does not escape` 46 `string(b) does not escape`

func concatenated(a, b string) string { return a + "-" + b } // want 19 `a does not escape` 22 `b does not escape` 56 `a + "-" + b escapes to heap`

func concatenatedLocally(a, b string) int { return len(a + b) } // want 26 `a does not escape` 29 `b does not escape` 58 `a + b does not escape`

func appended(s string) (t string) { // want 15 `leaking param: s to result t level=0`
	for range 3 {
		t += s
	}
	return
}
