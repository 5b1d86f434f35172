// Package shape passes on Width, which it inlines and which the type of a field leads to, and not
// Thick, which it doesn't call.
package shape

import "example.com/bodies/draw"

// flags: -m

type Line struct{ pen *draw.Pen }

func (l Line) Pen() *draw.Pen { return l.pen }

func wide(l Line) int { return l.pen.Width() }

var Default = wide(Line{new(draw.Pen)})
