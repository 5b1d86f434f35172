// A generic map of large values: the verdicts don't depend on the size of the value.
package seed

// Big is 64 bytes.
type Big struct{ a, b, c, d, e, f, g, h int64 }

// Huge is 128 bytes.
type Huge struct{ a [16]int64 }

func useBig(k string, v Big) map[string]Big { // want 13 `leaking param: k`
	m := make(map[string]Big) // want 11 `make(map[string]Big) escapes to heap`
	m[k] = v
	return m
}

func useHuge(k string, v Huge) map[string]Huge { // want 14 `leaking param: k`
	m := make(map[string]Huge) // want 11 `make(map[string]Huge) escapes to heap`
	m[k] = v
	return m
}

func useMap[K comparable, V any](k K, v V) map[K]V {
	m := make(map[K]V) // want 11 `make(map[go.shape.string]go.shape.struct { main.a [16]int64 }) escapes to heap` 11 `make(map[go.shape.string]go.shape.struct { main.a int64; main.b int64; main.c int64; main.d int64; main.e int64; main.f int64; main.g int64; main.h int64 }) escapes to heap`
	m[k] = v
	return m
}

func instantiate() {
	useMap("big", Big{})
	useMap("huge", Huge{})
}
