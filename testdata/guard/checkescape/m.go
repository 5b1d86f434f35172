package m

// Interface is called.
type Interface interface{ Foo() }

// Type is used.
type Type struct{ A, B uint64 }

// InterfaceFunction does nothing.
// +checkescape:all,hard
//
//go:nosplit
func InterfaceFunction(i Interface) {}

// BuiltinMap creates a map.
// +mustescape:local,builtin
//
//go:noinline
func BuiltinMap(x int) map[string]bool { return make(map[string]bool) }

// +mustescape:builtin
func builtinMapRec(x int) map[string]bool { return BuiltinMap(x) }

// +mustescape:local,heap
func builtinIsNoHeap(x int) map[string]bool { return BuiltinMap(x) }

// Heap performs an explicit heap allocation.
// +mustescape:local,heap
//
//go:noinline
func Heap() *Type {
	var t Type
	return &t
}

// +mustescape:heap
func heapRec() *Type { return Heap() }

// +checkescape
func localOnly() *Type { return Heap() }

// +checkescape:heap
func recursive() *Type { return Heap() }

// +checkescape
func itself() *Type { return &Type{} }

// Dispatch dispatches via an interface.
// +mustescape:local,interface
// +checkescape:hard
//
//go:noinline
func Dispatch(i Interface) { i.Foo() }

// +mustescape:interface
// +checkescape:interface
func dispatchRec(i Interface) { Dispatch(i) }

// Dynamic invokes a function value.
// +mustescape:local,dynamic
// +checkescape:hard
func Dynamic(f func()) { f() }

// +mustescape:local,heap
func nothing() {}

// +checkescape:all
func exempt(i Interface) *Type {
	i.Foo() // escapes: known to be harmless
	return Heap() // escapes: once
}

// +checkescape:all
func throughExempt(i Interface) { exempt(i) }

// +checkescape:bogus
func unknown() {}

// +checkescape:local,stack
func stack() {}

func inside() {
	// +checkescape
	_ = 1
}
