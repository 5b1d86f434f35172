// Package first mentions no type of package image. What it inlines makes them, when pointer types
// aren't kept any more.
package first

import "example.com/dynamic-type/image"

// flags: -m

func once(n int) int {
	i := image.New(n)
	return i.Size()
}

func twice(n int) int {
	i := image.New(n)
	if n > 1 {
		i = image.New(n + 1) // another object
	}
	return i.Size()
}

func values(n int) int {
	i := image.Flat(n)
	if n > 1 {
		i = image.Flat(n + 1)
	}
	return i.Size()
}

func kept(n int) int {
	i := image.Kept(n)
	if n > 1 {
		i = image.Kept(n + 1)
	}
	return i.Size()
}

func open(n int) int {
	i := image.Open(n)
	if n > 1 {
		i = image.Open(n + 1)
	}
	return i.Size()
}

func results(n int) int {
	i, err := image.Small()
	if n > 1 {
		i, err = image.Large()
	}
	if err != nil {
		return 0
	}
	return i.Size()
}
