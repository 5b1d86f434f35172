// Control flow: terminating statements, switches, ranges.
package p

func missing(n int) int {
	for n > 0 {
		return n
	}
}

func terminates(n int) int {
	switch {
	case n > 0:
		panic("positive")
	default:
		for {
		}
	}
}

func leaves() int {
loop:
	for {
		select {
		default:
			break loop
		}
	}
}

func switches(n int, s string, i interface{}, c chan int, m map[string]int) {
	switch n {
	case 1, 2:
	case 1:
	case "a":
	default:
	}
	switch i.(type) {
	case int:
	case string, int:
	case nil, nil:
	case missing:
	}
	switch x := i.(type) {
	case int:
	}
	switch x := n.(type) {
	}
	switch m {
	case nil:
	}
	switch {
	default:
	default:
	}
	select {
	case <-c:
	case c <- "a":
	case n = <-c:
	case n > 0:
	}
	if n {
	}
	for n {
	}
	n
	n == 1
	-n
	len(s)
	go n
	defer int(n)
	defer len(s)
	n++
	s++
	i += 1
}

func ranges(n int, s string, c chan<- int, f func(func(int) bool), g func()) {
	for i, j := range n {
	}
	for i := range f {
		_ = i
	}
	for i, j := range f {
	}
	for range g {
	}
	for range c {
	}
	for i, r := range s {
		_ = i
	}
	for range 1.5 {
	}
	for n = range s {
	}
	for s = range n {
	}
	var p *[3]int
	for i, v := range p {
		_, _ = i, v
	}
}

func unusedVars(param int) (result int) {
	var a int
	b := 1
	c, d := 1, 2
	_ = c
	e := 1
	e = 2
	func() { e := 1 }()
	return
}

func returns() (int, string) {
	return 1
	return 1, "a", 2
	return "a", 1
	return
}

func shadowed() (err error) {
	{
		var err error
		return
	}
}

func assign(n int, s string) {
	n, s := 1, "a"
	n, n := 1, 2
	n, s = 1
	n = "a"
	1 = n
	s[0] = 'a'
	missing = nil
	var f func(int) = missing
	n, s = pairOf()
	n = pairOf()
	_ = nil
	x := nil
	f()
}

func pairOf() (int, string)
