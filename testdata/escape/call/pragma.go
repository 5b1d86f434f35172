// Directives: //go:noescape, //go:uintptrkeepalive, //go:uintptrescapes.
package pragma

import "unsafe"

//go:noescape
func promised(p *int, n uintptr) // want 15 `p does not escape` 23 `assuming n is unsafe uintptr`

func assumed(p *int, n uintptr) // want 14 `leaking param: p` 22 `assuming n is unsafe uintptr`

//go:uintptrescapes
func escapes(a uintptr, rest ...uintptr) uintptr { // want 14 `marking a as escaping uintptr` 25 `marking rest as escaping ...uintptr`
	return a
}

func use() {
	x, y, z, w := 0, 0, 0, 0 // want 8 `moved to heap: z` 11 `moved to heap: w`
	promised(&x, uintptr(unsafe.Pointer(&y)))
	escapes(uintptr(unsafe.Pointer(&z)), uintptr(unsafe.Pointer(&w))) // want 9 `... argument escapes to heap`
}

func unnamed(*int, int)
