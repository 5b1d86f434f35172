// Package first mentions no type of package image. What it inlines makes them, when pointer types
// aren't kept any more.
package first

import "example.com/dynamic-type/image"

// flags: -m

func once(n int) int { // want 6 `can inline once`
	i := image.New(n) // want 16 `&image.image{...} does not escape` 16 `inlining call to image.New`
	return i.Size() // want 15 `devirtualizing i.Size to *image.image` 15 `inlining call to image.(*image).Size`
}

func twice(n int) int {
	i := image.New(n) // want 16 `&image.image{...} escapes to heap` 16 `inlining call to image.New`
	if n > 1 {
		i = image.New(n + 1) // another object // want 16 `&image.image{...} escapes to heap` 16 `inlining call to image.New`
	}
	return i.Size()
}

func values(n int) int {
	i := image.Flat(n) // want 17 `image.flat{...} does not escape` 17 `inlining call to image.Flat`
	if n > 1 {
		i = image.Flat(n + 1) // want 17 `image.flat{...} does not escape` 17 `inlining call to image.Flat`
	}
	return i.Size() // want 15 `devirtualizing i.Size to image.flat` 15 `inlining call to image.flat.Size`
}

func kept(n int) int {
	i := image.Kept(n) // want 17 `&image.image{...} does not escape` 17 `inlining call to image.Kept`
	if n > 1 {
		i = image.Kept(n + 1) // want 17 `&image.image{...} does not escape` 17 `inlining call to image.Kept`
	}
	return i.Size() // want 15 `devirtualizing i.Size to *image.image` 15 `inlining call to image.(*image).Size`
}

func open(n int) int {
	i := image.Open(n) // want 17 `&image.Named{...} escapes to heap` 17 `inlining call to image.Open`
	if n > 1 {
		i = image.Open(n + 1) // want 17 `&image.Named{...} escapes to heap` 17 `inlining call to image.Open`
	}
	return i.Size()
}

func results(n int) int {
	i, err := image.Small() // want 23 `inlining call to image.Small`
	if n > 1 {
		i, err = image.Large() // want 23 `inlining call to image.Large`
	}
	if err != nil {
		return 0
	}
	return i.Size() // want 15 `devirtualizing i.Size to *image.image` 15 `inlining call to image.(*image).Size`
}
