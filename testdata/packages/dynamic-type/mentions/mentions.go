// Package mentions mentions image.Named, and so *image.Named: there is one object for it.
package mentions

import "example.com/dynamic-type/image"

// flags: -m

var _ image.Named

func open(n int) int {
	i := image.Open(n)
	if n > 1 {
		i = image.Open(n + 1)
	}
	return i.Size()
}
