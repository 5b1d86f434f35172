// Functions that can't be inlined whatever they cost.
// flags: -m=2

package main

//go:noinline
func marked() {} // want 6 `cannot inline marked: marked go:noinline`

// Nothing is known of the arguments of a call where it is inlined.
//
//go:uintptrescapes
func escapes(p uintptr) {} // want 6 `cannot inline escapes: marked as having a keep-alive uintptr argument`

// Others may be inlined.
//
//go:nosplit
func nosplit() {} // want 6 `can inline nosplit with cost 0`

//go:norace
func norace() {} // want 6 `can inline norace with cost 0`

//go:nocheckptr
func nocheckptr() {} // want 6 `can inline nocheckptr with cost 0`

// The package's own initialization isn't asked about, functions named init are.
var variable = compute()

func compute() int { return 1 } // want 6 `can inline compute with cost 2`

func init() {} // want 6 `can inline init.0 with cost 0`

func init() { marked() } // want 6 `can inline init.1 with cost 59`

func main() {} // want 6 `can inline main with cost 0`
