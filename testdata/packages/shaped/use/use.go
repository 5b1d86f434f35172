// Package use instantiates them.
package use

import "example.com/shaped/q"

// flags: -m

func Use() { // want 6 `can inline Use with cost 74 as: func() { c := q.Subscribe[go.shape.int](&q..dict.Subscribe[int]); c.Close() }`
	c := q.Subscribe[int]() // want 23 `inlining call to q.Subscribe[go.shape.int]`
	c.Close()
}

func UseMixed() { // want 6 `can inline UseMixed with cost 74 as: func() { c := q.Mixed[go.shape.int](&q..dict.Mixed[int], 1); c.Close() }`
	c := q.Mixed(1) // want 14 `inlining call to q.Mixed[go.shape.int]` 14 `q.mixed[go.shape.int]{...} escapes to heap` 14 `q.mixed[go.shape.int]{...} escapes to heap in UseMixed:`
	c.Close()
}
