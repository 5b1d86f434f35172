// Package image has types that are only to be had through interfaces.
package image

// flags: -m

type Image interface{ Size() int }

type image struct{ n int }

func (i *image) Size() int { return i.n } // want 6 `can inline (*image).Size with cost 3 as: method(*image) func() int { return i.n }` 7 `i does not escape`

// Each &image{} that is inlined elsewhere makes an object for the type *image there.
func New(n int) Image { return &image{n} } // want 6 `can inline New with cost 6 as: func(int) Image { return &image{...} }` 32 `&image{...} escapes to heap` 32 `&image{...} escapes to heap in New:`

type flat struct{ n int }

func (f flat) Size() int { return f.n } // want 6 `can inline flat.Size with cost 3 as: method(flat) func() int { return f.n }`

// Of the declared type there is one object everywhere.
func Flat(n int) Image { return flat{n} } // want 6 `can inline Flat with cost 5 as: func(int) Image { return flat{...} }` 37 `flat{...} escapes to heap` 37 `flat{...} escapes to heap in Flat:`

type Named struct{ n int }

func (n *Named) Size() int { return n.n } // want 6 `can inline (*Named).Size with cost 3 as: method(*Named) func() int { return n.n }` 7 `n does not escape`

func Open(n int) Image { return &Named{n} } // want 6 `can inline Open with cost 6 as: func(int) Image { return &Named{...} }` 33 `&Named{...} escapes to heap` 33 `&Named{...} escapes to heap in Open:`

// The variable's type is written once, however often it is read.
func Kept(n int) Image { // want 6 `can inline Kept with cost 15 as: func(int) Image { kept := &image{...}; kept.n++; return kept }`
	kept := &image{n} // want 10 `&image{...} escapes to heap` 10 `&image{...} escapes to heap in Kept:`
	kept.n++
	return kept
}

func (i *image) grow() { // want 6 `can inline (*image).grow with cost 20 as: method(*image) func() { for loop }` 7 `i does not escape`
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
func open(n int) (*image, error) { // want 6 `cannot inline open: marked go:noinline`
	i := &image{n} // want 7 `&image{...} escapes to heap` 7 `&image{...} escapes to heap in open:`
	i.grow() // want 8 `inlining call to (*image).grow`
	return i, nil
}

// Both have the type that the signature of open has.
func Small() (Image, error) { return open(1) } // want 6 `can inline Small with cost 71 as: func() (Image, error) { return .autotmp_2, .autotmp_3 }`

func Large() (Image, error) { return open(1000) } // want 6 `can inline Large with cost 71 as: func() (Image, error) { return .autotmp_2, .autotmp_3 }`
