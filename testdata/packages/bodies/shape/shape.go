// Package shape passes on Width, which it inlines and which the type of a field leads to, and not
// Thick, which it doesn't call.
package shape

import "example.com/bodies/draw"

// flags: -m

type Line struct{ pen *draw.Pen }

func (l Line) Pen() *draw.Pen { return l.pen } // want 6 `can inline Line.Pen` 7 `leaking param: l to result ~r0 level=0`

func wide(l Line) int { return l.pen.Width() } // want 6 `can inline wide` 11 `l does not escape` 43 `inlining call to draw.(*Pen).Width`

var Default = wide(Line{new(draw.Pen)}) // want 19 `inlining call to draw.(*Pen).Width` 19 `inlining call to wide` 28 `new(draw.Pen) does not escape`
