// Package list has generic code that calls what those who use it don't import.
//
// flags: -m
package list

import "example.com/bodies/draw"

type List[T any] struct{ items []T }

// Draw mentions draw.Area. Its body is in the export data of each package through which List can be
// reached, and so is that of Area, if it was inlined there.
func (l *List[T]) Draw() int { return draw.Area(len(l.items), 1, 2) + len(l.items)*3 } // want 6 `can inline (*List[int]).Draw` 6 `can inline list.(*List[int]).Draw` 6 `can inline list.(*List[string]).Draw` 48 `inlining call to draw.Area`

// An instance, into which Area is inlined: else nobody that imports list would see its body.
var _ interface{ Draw() int } = (*List[int])(nil)
