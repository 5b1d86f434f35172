// Package use imports neither draw nor list.
package use

import (
	"example.com/bodies/queue"
	"example.com/bodies/shape"
)

// flags: -m

func Queued() int { // want 6 `can inline Queued`
	var q queue.Queue[string]
	return q.Draw() // want 15 `inlining call to queue.(*Queue[go.shape.string]).Draw`
}

func Pens(l shape.Line) (int, bool) { // want 11 `l does not escape`
	width := l.Pen().Width() // want 16 `inlining call to shape.Line.Pen` 24 `inlining call to draw.(*Pen).Width`
	thick := l.Pen().Thick() // a call: its body isn't seen here // want 16 `inlining call to shape.Line.Pen`
	return width, thick
}
