// Package image has types that are only to be had through interfaces.
package image

// flags: -m

type Image interface{ Size() int }

type image struct{ n int }

func (i *image) Size() int { return i.n }

// Each &image{} that is inlined elsewhere makes an object for the type *image there.
func New(n int) Image { return &image{n} }

type flat struct{ n int }

func (f flat) Size() int { return f.n }

// Of the declared type there is one object everywhere.
func Flat(n int) Image { return flat{n} }

type Named struct{ n int }

func (n *Named) Size() int { return n.n }

func Open(n int) Image { return &Named{n} }

// The variable's type is written once, however often it is read.
func Kept(n int) Image {
	kept := &image{n}
	kept.n++
	return kept
}

func (i *image) grow() {
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
	i := &image{n}
	i.grow()
	return i, nil
}

// Both have the type that the signature of open has.
func Small() (Image, error) { return open(1) }

func Large() (Image, error) { return open(1000) }
