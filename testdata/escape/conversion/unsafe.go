// Flows through unsafe.Pointer and uintptr.
package conversions

import "unsafe"

func pointer(p *int) unsafe.Pointer { return unsafe.Pointer(p) } // want 14 `leaking param: p to result ~r0 level=0`

func integer(p *int) uintptr { return uintptr(unsafe.Pointer(p)) } // want 14 `p does not escape`

func offset(p *int, n uintptr) unsafe.Pointer { // want 13 `leaking param: p to result ~r0 level=0`
	return unsafe.Pointer(uintptr(unsafe.Pointer(p)) + n)
}

func added(p *int) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(p), 8) } // want 12 `leaking param: p to result ~r0 level=0`

func slice(p *int, n int) []int { return unsafe.Slice(p, n) } // want 12 `leaking param: p to result ~r0 level=0`

func text(p *byte, n int) string { return unsafe.String(p, n) } // want 11 `leaking param: p to result ~r0 level=0`

func data(s string) *byte { return unsafe.StringData(s) } // want 11 `leaking param: s to result ~r0 level=0`

func sliceData(s []int) *int { return unsafe.SliceData(s) } // want 16 `leaking param: s to result ~r0 level=0`

func array(s []*int) [2]*int { return [2]*int(s) } // want 12 `leaking param: s to result ~r0 level=1`

func arrayPointer(s []*int) *[2]*int { return (*[2]*int)(s) } // want 19 `leaking param: s to result ~r0 level=0`

type named []*int

func renamed(s []*int) named { return named(s) } // want 14 `leaking param: s to result ~r0 level=0`
