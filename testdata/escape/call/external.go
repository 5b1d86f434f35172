// A function without a body lets its pointers escape, unless it says otherwise.
package calls

func external(p *int) // want 15 `leaking param: p`

//go:noescape
func harmless(p *int, q []byte, n int) // want 15 `p does not escape` 23 `q does not escape`

func system(p uintptr) // want 13 `assuming p is unsafe uintptr`

//go:uintptrescapes
func wrapper(p uintptr, rest ...uintptr) {} // want 14 `marking p as escaping uintptr` 25 `marking rest as escaping ...uintptr`
