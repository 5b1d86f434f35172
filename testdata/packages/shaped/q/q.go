// Package q has generic types that are used through interfaces.
package q

import "io"

// flags: -m

type sub[T any] struct{ c chan T }

// Close of a shaped type takes a dictionary: its type isn't that of io.Closer's.
func (s sub[T]) Close() error { close(s.c); return nil } // want 6 `can inline q.sub[go.shape.int].Close` 6 `can inline q.sub[int].Close` 6 `inlining call to q.sub[go.shape.int].Close`

func Subscribe[T any]() io.Closer { return sub[T]{make(chan T)} } // want 6 `can inline q.Subscribe[go.shape.int]` 6 `can inline q.Subscribe[int]` 6 `inlining call to q.Subscribe[go.shape.int]`

type base struct{}

func (base) Close() error { return nil } // want 6 `can inline base.Close`

type mixed[T any] struct {
	base
	c T
}

// Close of base takes none, so gc says that it can't call it directly.
func Mixed[T any](c T) io.Closer { return mixed[T]{c: c} } // want 6 `can inline q.Mixed[go.shape.int]` 6 `can inline q.Mixed[int]` 6 `inlining call to q.Mixed[go.shape.int]` 6 `q.mixed[go.shape.int]{...} escapes to heap` 51 `q.mixed[go.shape.int]{...} escapes to heap`
