// Inlining shows which type an interface holds, and that which method is called.
// flags: -m

package main

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s *square) area() float64 { return s.side * s.side } // want 6 `can inline (*square).area` 7 `s does not escape`

func newShape(side float64) shape { return &square{side} } // want 6 `can inline newShape` 44 `&square{...} escapes to heap`

// The call's result is known to be a *square once it is inlined.
func direct() float64 { return newShape(2).area() } // want 6 `can inline direct` 40 `&square{...} does not escape` 40 `inlining call to newShape` 48 `devirtualizing .autotmp_1.area to *square` 48 `inlining call to (*square).area`

func variable() float64 { // want 6 `can inline variable`
	s := newShape(3) // want 15 `&square{...} does not escape` 15 `inlining call to newShape`
	return s.area() // want 15 `devirtualizing s.area to *square` 15 `inlining call to (*square).area`
}

// The method of what is passed is known inside.
func measure(s shape) float64 { return s.area() + 1 } // want 6 `can inline measure` 14 `leaking param: s`

func passed() float64 { return measure(&square{1}) } // want 6 `can inline passed` 39 `devirtualizing s.area to *square` 39 `inlining call to (*square).area` 39 `inlining call to measure` 40 `&square{...} does not escape`

// Two types: not known.
type circle struct{ radius float64 }

func (c circle) area() float64 { return 3 * c.radius * c.radius } // want 6 `can inline circle.area`

func either(b bool) float64 { // want 6 `can inline either`
	var s shape = &square{1} // want 16 `&square{...} escapes to heap`
	if b {
		s = circle{1} // want 13 `circle{...} escapes to heap`
	}
	return s.area()
}

func pair() (shape, bool) { return circle{2}, true } // want 6 `can inline pair` 42 `circle{...} escapes to heap`

func several() float64 {
	s, ok := pair() // want 15 `circle{...} does not escape` 15 `inlining call to pair`
	if !ok {
		return 0
	}
	return s.area() // want 15 `devirtualizing s.area to circle` 15 `inlining call to circle.area`
}

func main() {
	println(direct(), variable(), passed(), either(true), several()) // want 16 `&square{...} does not escape` 16 `devirtualizing .autotmp_1.area to *square` 16 `inlining call to (*square).area` 16 `inlining call to direct` 16 `inlining call to newShape` 28 `&square{...} does not escape` 28 `devirtualizing s.area to *square` 28 `inlining call to (*square).area` 28 `inlining call to newShape` 28 `inlining call to variable` 38 `&square{...} does not escape` 38 `devirtualizing s.area to *square` 38 `inlining call to (*square).area` 38 `inlining call to measure` 38 `inlining call to passed` 48 `&square{...} escapes to heap` 48 `circle{...} escapes to heap` 48 `inlining call to either`
}
