package m

type point struct{ x, y int }

var points = map[string]*point{}

func add(name string, x int) {
	points[name] = &point{x, 0}
}

func grow(xs []int, x int) []int {
	return append(xs, x)
}
