// Package q has generic types that are used through interfaces.
package q

import "io"

// flags: -m

type sub[T any] struct{ c chan T }

// Close of a shaped type takes a dictionary: its type isn't that of io.Closer's.
func (s sub[T]) Close() error { close(s.c); return nil } // want 6 `can inline q.sub[go.shape.int].Close with cost 5 as: method(q.sub[go.shape.int]) func(*[1]uintptr) error { close(q.s.c); return nil }` 6 `can inline q.sub[int].Close with cost 10 as: method(q.sub[int]) func() error { return q.sub[go.shape.int].Close(q.s, &q..dict.sub[int]) }` 6 `inlining call to q.sub[go.shape.int].Close`

func Subscribe[T any]() io.Closer { return sub[T]{make(chan T)} } // want 6 `can inline q.Subscribe[go.shape.int] with cost 6 as: func(*[3]uintptr) io.Closer { return q.sub[go.shape.int]{...} }` 6 `can inline q.Subscribe[int] with cost 11 as: func() io.Closer { return q.Subscribe[go.shape.int](&q..dict.Subscribe[int]) }` 6 `inlining call to q.Subscribe[go.shape.int]`

type base struct{}

func (base) Close() error { return nil } // want 6 `can inline base.Close with cost 2 as: method(base) func() error { return nil }`

type mixed[T any] struct {
	base
	c T
}

// Close of base takes none, so gc says that it can't call it directly.
func Mixed[T any](c T) io.Closer { return mixed[T]{c: c} } // want 6 `can inline q.Mixed[go.shape.int] with cost 5 as: func(*[3]uintptr, go.shape.int) io.Closer { return q.mixed[go.shape.int]{...} }` 6 `can inline q.Mixed[int] with cost 11 as: func(int) io.Closer { return q.Mixed[go.shape.int](&q..dict.Mixed[int], q.c) }` 6 `inlining call to q.Mixed[go.shape.int]` 6 `q.mixed[go.shape.int]{...} escapes to heap` 6 `q.mixed[go.shape.int]{...} escapes to heap in Mixed[int]:` 51 `q.mixed[go.shape.int]{...} escapes to heap` 51 `q.mixed[go.shape.int]{...} escapes to heap in Mixed[go.shape.int]:`
