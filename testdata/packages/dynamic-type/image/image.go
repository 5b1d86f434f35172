// Package image has types that are only to be had through interfaces.
package image

// flags: -m

type Image interface{ Size() int }

type image struct{ n int }

func (i *image) Size() int { return i.n } // want 6 `can inline (*image).Size` 7 `i does not escape`

// Each &image{} that is inlined elsewhere makes an object for the type *image there.
func New(n int) Image { return &image{n} } // want 6 `can inline New` 32 `&image{...} escapes to heap`

type flat struct{ n int }

func (f flat) Size() int { return f.n } // want 6 `can inline flat.Size`

// Of the declared type there is one object everywhere.
func Flat(n int) Image { return flat{n} } // want 6 `can inline Flat` 37 `flat{...} escapes to heap`

type Named struct{ n int }

func (n *Named) Size() int { return n.n } // want 6 `can inline (*Named).Size` 7 `n does not escape`

func Open(n int) Image { return &Named{n} } // want 6 `can inline Open` 33 `&Named{...} escapes to heap`

// The variable's type is written once, however often it is read.
func Kept(n int) Image { // want 6 `can inline Kept`
	kept := &image{n} // want 10 `&image{...} escapes to heap`
	kept.n++
	return kept
}

func (i *image) grow() { // want 6 `can inline (*image).grow` 7 `i does not escape`
	for i.n < 10 {
		i.n *= 2
		if i.n%3 == 0 {
			i.n--
		}
	}
}

// Not inlined itself.
//
//go:noinline
func open(n int) (*image, error) {
	i := &image{n} // want 7 `&image{...} escapes to heap`
	i.grow() // want 8 `inlining call to (*image).grow`
	return i, nil
}

// Both have the type that the signature of open has.
func Small() (Image, error) { return open(1) } // want 6 `can inline Small`

func Large() (Image, error) { return open(1000) } // want 6 `can inline Large`
