// What -m=2 says of instances: the words of their dictionaries, and type arguments as they are
// spelled where the package comes upon them first.
package main

import "sync/atomic"

// An explicit nil is converted, an implicit one isn't.
func converted[T any]() any      { return (*T)(nil) }
func implicit[T any]() *T        { return nil }
func same[T any](p *T) bool      { return p == nil }
func list[T any](xs []T) []T     { return append([]T(nil), xs...) }
func clone[S ~[]E, E any](s S) S { return append(S{}, s...) }
func bytes[S ~[]byte](s S) S     { return append(s, "x"...) }

func first[T any](xs []T) T { return xs[0] }

type box[T any] struct{ in *inner[T] }
type inner[T any] struct{ x T }

func (b *box[T]) get() T      { return b.in.get() }
func (i *inner[T]) get() T    { return i.x }
func (i *inner[T]) set(x T)   { i.x = x }
func (b box[T]) has(x T) bool { return any(b.in.x) == any(x) }

// Not a method of it is called under its own name.
type holder struct{ box[any] }

// While a type is being made, gc makes no wrappers of it: of the shape of result[error], only what
// names it from elsewhere does.
type promise[T any] interface{ Result() result[T] }
type result[T any] interface {
	Failed() result[error]
	Recover(f func(error) T) result[T]
}
type waiting map[int]promise[*int]

func main() {
	converted[int]()
	implicit[int]()
	same[int](nil)
	list[int](nil)
	clone([]int(nil))
	bytes([]byte(nil))
	first[byte](nil)
	first([]any{1})
	first([]interface{}{1})
	var h holder
	h.get()
	var p atomic.Pointer[[]byte]
	p.Load()
	println(waiting(nil))
}
