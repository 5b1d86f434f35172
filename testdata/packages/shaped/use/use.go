// Package use instantiates them.
package use

import "example.com/shaped/q"

// flags: -m

func Use() { // want 6 `can inline Use`
	c := q.Subscribe[int]() // want 23 `inlining call to q.Subscribe[go.shape.int]`
	c.Close()
}

func UseMixed() { // want 6 `can inline UseMixed`
	c := q.Mixed(1) // want 14 `inlining call to q.Mixed[go.shape.int]` 14 `q.mixed[go.shape.int]{...} escapes to heap`
	c.Close()
}
