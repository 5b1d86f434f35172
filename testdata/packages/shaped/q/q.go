// Package q has generic types that are used through interfaces.
package q

import "io"

// flags: -m

type sub[T any] struct{ c chan T }

// Close of a shaped type takes a dictionary: its type isn't that of io.Closer's.
func (s sub[T]) Close() error { close(s.c); return nil }

func Subscribe[T any]() io.Closer { return sub[T]{make(chan T)} }

type base struct{}

func (base) Close() error { return nil }

type mixed[T any] struct {
	base
	c T
}

// Close of base takes none, so gc says that it can't call it directly.
func Mixed[T any](c T) io.Closer { return mixed[T]{c: c} }
