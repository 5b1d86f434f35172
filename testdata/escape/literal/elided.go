// Elements of literals may leave out their type, and its &.
package elided

type P struct{ x, y int }

func pointers() []*P { return []*P{{1, 2}, 5: {x: 3}} } // want 35 `[]*P{...} escapes to heap` 36 `&P{...} escapes to heap` 47 `&P{...} escapes to heap`

func keys() map[P]*P { return map[P]*P{{1, 2}: {3, 4}} } // want 39 `map[P]*P{...} escapes to heap` 48 `&P{...} escapes to heap`

func nested() [][]P { return [][]P{{{1, 2}}, nil} } // want 35 `[][]P{...} escapes to heap` 36 `[]P{...} escapes to heap`

func local() int {
	ps := []*P{{1, 2}} // want 12 `[]*P{...} does not escape` 13 `&P{...} does not escape`
	return ps[0].x
}
