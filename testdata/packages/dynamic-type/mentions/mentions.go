// Package mentions mentions image.Named, and so *image.Named: there is one object for it.
package mentions

import "example.com/dynamic-type/image"

// flags: -m

var _ image.Named

func open(n int) int {
	i := image.Open(n) // want 17 `&image.Named{...} does not escape` 17 `inlining call to image.Open`
	if n > 1 {
		i = image.Open(n + 1) // want 17 `&image.Named{...} does not escape` 17 `inlining call to image.Open`
	}
	return i.Size() // want 15 `devirtualizing i.Size to *image.Named` 15 `inlining call to image.(*Named).Size`
}
