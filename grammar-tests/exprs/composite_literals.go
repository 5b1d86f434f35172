package p

var (
	a = T{}
	b = T{1, 2}
	c = T{x: 1, y: 2}
	d = pkg.T{x: 1}
	e = []int{1, 2: 3}
	f = [...]string{"a", "b"}
	g = map[string]T{"a": {1}, "b": {2},}
	h = []*T{{1}, {2}}
	i = struct{ x int }{1}
	j = List[int]{1}
	k = pkg.Map[string, int]{}
	l = map[T]T{{1}: {2}}
	m = [2][2]int{{1, 2}, {3, 4}}
	n = T{
		x: 1,
	}.y
)
