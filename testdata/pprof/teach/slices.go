package teach

type list[T any] struct {
	items []T
}

func (l *list[T]) add(item T) {
	l.items = append(l.items, item)
}

func collect[T any](n int, make func(int) T) *list[T] {
	l := &list[T]{}
	for i := range n {
		l.add(make(i))
	}
	return l
}

func pointTo[T any](value T) *T { return &value }

// Inlined into its callers.
func newPoint(x, y int) *point {
	return &point{x, y}
}

func row(n int) []*point {
	points := make([]*point, 0, n)
	for i := range n {
		points = append(points, newPoint(i, 1))
	}
	return points
}

func large() []int {
	buffer := make([]int, 100)
	return buffer[:50]
}

func moved(p point) *point {
	q := p
	r := &q
	return r
}

func parameter(
	a int,
	p point,
) *point {
	return &p
}

func result() (p point, get func() *point) {
	return p, func() *point { return &p }
}

func channel() chan point {
	return make(chan point, 4)
}

func start(done chan<- int, n int) {
	go func() { done <- n }()
}

func deferred(n int) (total int) {
	for i := range n {
		defer func() { total += i }()
	}
	return 0
}

func loop(n int) []*int {
	var all []*int
	for i := 0; i < n; i++ {
		all = append(all, &i)
	}
	return all
}

func literal(a, b *point) []*point {
	return []*point{
		a,
		b,
	}
}
