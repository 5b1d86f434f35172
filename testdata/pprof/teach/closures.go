package teach

func counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func later(
	run func(func()),
	step int,
) {
	total := 0
	run(func() {
		total += step
	})
	sum += total
}

var sum int

var pending []func()

func queue(f func()) { pending = append(pending, f) }

type server struct{ name string }

func (s *server) serve() { sum += len(s.name) }

func handlers(names []string) []func() {
	var all []func()
	for _, name := range names {
		s := &server{name}
		all = append(all, s.serve)
	}
	return all
}
