package benchmem

// Appends to slices that were made with a capacity. Those marked room never grow.

var numbers [4]int

func constant(n int) {
	s := make([]int, 0, 3)
	s = append(s, n) // room
	if n > 1 {
		s = append(s, n) // room
	}
	s = append(s, n) // room
	ints = s
}

func oneTooMany(n int) {
	s := make([]int, 0, 2)
	s = append(s, n)    // grows
	s = append(s, n, n) // grows
	ints = s
}

func filled(n int) {
	s := make([]int, 2)
	s = append(s, n) // grows
	ints = s
}

func follows(from []string) {
	s := make([]string, 0, len(from))
	for _, one := range from {
		if one != "" {
			s = append(s, one) // room
		}
	}
	strings = s
}

func counts(n int) {
	s := make([]int, 0, n)
	for i := range n {
		s = append(s, i) // room
	}
	ints = s
}

func ofArray() {
	s := make([]int, 0, 8)
	for _, number := range numbers {
		s = append(s, number, number) // room
	}
	ints = s
}

func eachTime(all [][]int) {
	for _, from := range all {
		s := make([]int, 0, len(from))
		for _, number := range from {
			s = append(s, number) // room
		}
		ints = s
	}
}

func twice(from []int) {
	s := make([]int, 0, len(from))
	for range 2 {
		for _, number := range from {
			s = append(s, number) // grows
		}
	}
	ints = s
}

func reassigned(from []int) {
	s := make([]int, 0, len(from))
	from = values
	for _, number := range from {
		s = append(s, number) // grows
	}
	ints = s
}

func other(from, to []int) {
	s := make([]int, 0, len(to))
	for _, number := range from {
		s = append(s, number) // grows
	}
	ints = s
}

func ofMap(from map[int]int) {
	s := make([]int, 0, len(from))
	for number := range from {
		from[number+1] = 0
		s = append(s, number) // grows
	}
	ints = s
}

func replaced(from []int) {
	s := make([]int, 0, len(from))
	s = values
	for _, number := range from {
		s = append(s, number) // grows
	}
	ints = s
}

func sliced(from []int) {
	s := make([]int, 0, len(from))
	for _, number := range from {
		s = append(s, number) // grows
		s = s[1:]
	}
	ints = s
}

func jumps(n int) {
	s := make([]int, 0, 1)
again:
	s = append(s, n) // grows
	if n--; n > 0 {
		goto again
	}
	ints = s
}

func captured(n int) {
	s := make([]int, 0, 1)
	add := func() {
		s = append(s, n) // grows
	}
	if n > 1 {
		add = nil
	}
	add()
	ints = s
}

func addressed(n int) {
	s := make([]int, 0, 1)
	p := &s
	*p = nil
	s = append(s, n) // grows
	ints = s
}

func inLoop(n int) {
	for s := make([]int, 0, 1); ; {
		s = append(s, n) // grows
		ints = s
	}
}

func spread(from []int) {
	s := make([]int, 0, 1)
	s = append(s, from...) // grows
	ints = s
}

// made is inlined: both allocations are at its call then.
func made() any { return make([]byte, 100) }
