// What is too large for the stack is allocated on the heap even if it doesn't escape: more than
// 128 KiB for declared variables, more than 64 KiB for implicit ones.
package sizes

func declared() byte {
	var a [128 << 10]byte
	var b [128<<10 + 1]byte // want 6 `moved to heap: b`
	return a[0] + b[0]
}

func allocated() byte {
	a := new([64 << 10]byte) // want 10 `new([65536]byte) does not escape`
	b := new([64<<10 + 1]byte) // want 10 `new([65537]byte) escapes to heap`
	return a[0] + b[0]
}

func made() byte {
	a := make([]byte, 64<<10) // want 11 `make([]byte, 65536) does not escape`
	b := make([]byte, 64<<10+1) // want 11 `make([]byte, 65537) escapes to heap`
	return a[0] + b[0]
}
