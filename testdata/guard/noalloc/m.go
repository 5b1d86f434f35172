package m

import "example.com/m/low"

type point struct{ x, y int }

type mover interface{ move(int) }

var (
	any1   any
	points = map[string]*point{}
)

//goesc:noalloc
func good(xs []int, p *point) int {
	sum := low.Pure(p.x)
	for _, x := range xs {
		sum += x
	}
	q := point{1, 2}
	r := &q
	return sum + r.x + fold(xs)
}

func fold(xs []int) int { return len(xs) }

//goesc:noalloc
func own(n int, s string) {
	any1 = n
	any1 = 7 // data
	points[s] = &point{}
	_ = make([]int, n) // on the stack only if it is small
	_ = s + "!"
	go fold(nil)
	defer func() { any1 = new(int) }()
}

//goesc:noalloc
func calls(f func(), i mover, s mover) {
	low.Makes(3)
	low.Trusted(3)
	low.Through(nil)
	low.External(nil)
	_ = low.Even(2)
	f()
	i.move(1)
	f = func() {}
	s.move(2) //nolint:goesc:noalloc // its implementations are checked
}

func line(n int) {
	_ = low.Makes(n)
	_ = low.Makes(n) //goesc:noalloc
	_ = low.Pure(n)  //goesc:noalloc
}

//goesc:noalloc
func recursive(n int) int {
	if n == 0 {
		return 0
	}
	return recursive(n-1) + 1
}

//goesc:noalloc
func known() {
	g := func() int { return 1 }
	g()
	h := low.Makes
	h(1)
}

//goesc:noalloc
func generic[T any](x T) T { return box(x) }

func box[T any](x T) T {
	any1 = x
	return x
}

var _ = generic(point{})
