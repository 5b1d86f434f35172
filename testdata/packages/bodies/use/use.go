// Package use imports neither draw nor list.
package use

import (
	"example.com/bodies/queue"
	"example.com/bodies/shape"
)

// flags: -m

func Queued() int {
	var q queue.Queue[string]
	return q.Draw()
}

func Pens(l shape.Line) (int, bool) {
	width := l.Pen().Width()
	thick := l.Pen().Thick() // a call: its body isn't seen here
	return width, thick
}
