// Variables, closures, channels, goroutines, methods.
package main

type node struct {
	next  *node
	value int64
}
type counter struct{ n int64 }
type writer interface{ write(b []byte) int }
type quiet struct{ count int }

func (q *quiet) write(b []byte) int { q.count += len(b); return len(b) }

var (
	head    *node
	sinkInt int64
	sinkF   func() int64
	ptr     *int64
	current *counter
	chans   chan *node
	out     writer = &quiet{}
	done           = make(chan bool, 1)
	empties *struct{}
)

func (c counter) value() int64 { return c.n }
func (c *counter) inc()        { c.n++ }

func work(i int) {
	pointers(int64(i))
	closures(int64(i))
	channels(i)
	goroutines(i)
	methods(int64(i))
	parameters(int64(i))
	deferred(i)
	generics(i)
	loops(i)
	empty()
}

func newCounter(n int64) *counter {
	c := counter{n}
	return &c
}

func pointers(i int64) {
	x := i
	p := &x
	sinkInt += *p
	y := i
	ptr = &y
	c := newCounter(i)
	c.inc()
	d := new(counter)
	d.inc()
	current = &counter{i}
	head = &node{head, i}
	if i%10 == 0 {
		head = nil
	}
	local := &node{nil, i}
	local.next = &node{nil, i}
	sinkInt += local.next.value
	var n node
	n.next = &node{}
	sinkInt += n.next.value
}

func count() func() int64 {
	n := int64(0)
	return func() int64 {
		n++
		return n
	}
}

func closures(i int64) {
	f := func() int64 { return i }
	sinkInt += f()
	sinkF = func() int64 { return i }
	sinkF = func() int64 { return 1 }
	g := count()
	sinkInt += g()
	total := int64(0)
	each(3, func(j int64) { total += j })
	sinkInt += total
	var p *int64
	func() {
		x := i
		p = &x
	}()
	sinkInt += *p
}

func each(n int64, f func(int64)) {
	for j := range n {
		f(j)
	}
}

func channels(i int) {
	c := make(chan int, 4)
	c <- i
	sinkInt += int64(<-c)
	chans = make(chan *node, i%3+1)
	chans <- &node{}
	x := node{value: 1}
	d := make(chan *node, 1)
	d <- &x
	e := make(chan struct{})
	close(e)
}

func background(n *int64, i int) {
	*n += int64(i)
	done <- true
}

func goroutines(i int) {
	x := int64(0)
	go background(&x, i)
	<-done
	go func() {
		done <- true
	}()
	<-done
	y := [3]int64{int64(i)}
	go func() {
		y[0]++
		done <- true
	}()
	<-done
}

func methods(i int64) {
	c := counter{i}
	f := c.value
	sinkInt += f()
	sinkF = c.value
	sinkF = (&c).value
	g := counter.value
	sinkInt += g(c)
	var buf [64]byte
	sinkInt += int64(out.write(buf[:]))
	var w writer = &quiet{}
	sinkInt += int64(w.write(nil))
}

func keep(p *int64)          { ptr = p }
func look(p *int64) int64    { return *p }
func pass(p *int64) *int64   { return p }
func byValue(c counter) int64 { return c.n }

func moved(c counter) {
	current = &c
}

func named() (c counter) {
	current = &c
	return
}

func parameters(i int64) {
	a := i
	keep(&a)
	b := i
	sinkInt += look(&b)
	c := i
	sinkInt += *pass(&c)
	d := [2]int64{i, i}
	ptr = pass(&d[0])
	sinkInt += byValue(counter{i})
	moved(counter{i})
	sinkInt += named().n
}

func release(p *int64) { *p = 0 }

func deferred(i int) {
	x := int64(i)
	defer release(&x)
	for j := range 3 {
		y := int64(j)
		defer release(&y)
	}
	defer func() { sinkInt++ }()
}

type list[T any] struct {
	value T
	next  *list[T]
}

func (l *list[T]) push(v T) *list[T] { return &list[T]{v, l} }

func apply[T any](v T, f func(T) T) T { return f(v) }

func generics(i int) {
	var l *list[int]
	l = l.push(i)
	l = l.push(i + 1)
	sinkInt += int64(l.value)
	sinkInt += int64(apply(i, func(j int) int { return j + 1 }))
}

func loops(i int) {
	var last *int
	for j := range 3 {
		x := j + i
		last = &x
	}
	sinkInt += int64(*last)
	for j := 0; j < 3; j++ {
		n := node{value: int64(j)}
		sinkInt += n.value
	}
}

func empty() {
	empties = &struct{}{}
	e := new(struct{})
	empties = e
}
