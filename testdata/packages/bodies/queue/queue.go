// Package queue makes another instance of List. While it is compiled, Area is inlined into the instance:
// who imports queue sees its body, through List, whose methods mention it.
package queue

import "example.com/bodies/list"

// flags: -m

type Queue[T any] struct{ l list.List[T] }

func (q *Queue[T]) Draw() int { return q.l.Draw() } // want 6 `can inline (*Queue[go.shape.int]).Draw with cost 64 as: method(*Queue[go.shape.int]) func(*[2]uintptr) int { return (*list.List[go.shape.int]).Draw(q.l, (*[1]uintptr)(.dict[0])) }` 6 `can inline (*Queue[int]).Draw with cost 69 as: method(*Queue[int]) func() int { return (*Queue[go.shape.int]).Draw(q, &.dict.Queue[int]) }` 6 `can inline queue.(*Queue[go.shape.string]).Draw with cost 64 as: method(*queue.Queue[go.shape.string]) func(*[2]uintptr) int { return (*list.List[go.shape.string]).Draw(queue.q.l, (*[1]uintptr)(queue..dict[0])) }` 6 `can inline queue.(*Queue[string]).Draw with cost 69 as: method(*queue.Queue[string]) func() int { return (*queue.Queue[go.shape.string]).Draw(queue.q, &queue..dict.Queue[string]) }` 6 `inlining call to (*Queue[go.shape.int]).Draw` 6 `inlining call to queue.(*Queue[go.shape.string]).Draw`

var _ interface{ Draw() int } = (*Queue[int])(nil)
