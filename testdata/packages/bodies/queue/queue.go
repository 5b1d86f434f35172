// Package queue makes another instance of List. While it is compiled, Area is inlined into the instance:
// who imports queue sees its body, through List, whose methods mention it.
package queue

import "example.com/bodies/list"

// flags: -m

type Queue[T any] struct{ l list.List[T] }

func (q *Queue[T]) Draw() int { return q.l.Draw() } // want 6 `can inline (*Queue[go.shape.int]).Draw` 6 `can inline (*Queue[int]).Draw` 6 `can inline queue.(*Queue[go.shape.string]).Draw` 6 `can inline queue.(*Queue[string]).Draw` 6 `inlining call to (*Queue[go.shape.int]).Draw` 6 `inlining call to queue.(*Queue[go.shape.string]).Draw`

var _ interface{ Draw() int } = (*Queue[int])(nil)
