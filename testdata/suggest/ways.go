// Package p has what is on the heap because of other lines: `only: NAME` names the one line without
// which it would be on the stack, `each: NAMES` those of which each is enough, `ways: none` says that
// nothing is told. A line ends with its name.
package p

type item struct {
	id   int64
	next *item
}

type store struct {
	last  *item
	first *item
}

func log(int64) {}

//go:noinline
func keep(p *item) { kept = p }

//go:noinline
func look(p *item) int64 { return p.id }

var kept *item

func oneStore(s *store) {
	it := &item{id: 1} // only: stored
	log(it.id)
	s.last = it // stored
	log(look(it))
}

func twoStores(s *store) {
	it := &item{id: 1} // each: first second
	s.last = it        // first
	log(it.id)
	keep(it) // second
}

func oneReturn(ok bool) *item {
	x := item{id: 2} // only: returned
	if !ok {
		return nil
	}
	p := &x
	p.id++
	return p // returned
}

// All of it happens where it is made.
func atOnce() *item {
	return &item{ // ways: none
		id: 1,
	}
}

func throughHolder(list []*store) []*store {
	it := &item{} // only: holder
	s := &store{
		last: it,
	} // the holder
	return append(list, s) // holder
}

// The address is taken once, and goes three ways from there.
func bottleneck(s *store) {
	var x item // only: taken
	p := &x    // taken
	s.last = p
	s.first = p
	keep(p)
}

func outOfLoop(n int) (last *item) {
	for i := range n {
		x := item{id: int64(i)} // only: kept
		log(x.id)
		last = &x // kept
	}
	return last
}

func sent(c chan *item) {
	it := new(item) // only: sent
	it.id = 5
	c <- it // sent
}

func captured() func() int64 {
	n := int64(0)     // only: captured
	f := func() int64 { // only: captured
		n++
		return n
	}
	log(f())
	return f // captured
}

type writer interface{ Write([]byte) (int, error) }

func unknown(w writer) {
	buf := make([]byte, 16) // only: called
	buf[0] = 1
	w.Write(buf) // called
}

func started(done chan bool) {
	x := item{} // only: started
	log(x.id)
	go keep(&x) // started
	<-done
}

func inner(s *store, it *item) { s.last = it }

func throughInlined(s *store) {
	it := &item{id: 3} // only: inlined
	log(it.id)
	inner(s, it) // inlined
}

// A line of a function that calls itself is as good as any.
func recursive(it *item, depth int) {
	if depth > 0 {
		recursive(it, depth-1)
		return
	}
	kept = it // recursion
}

func callsRecursive() {
	it := &item{} // only: call
	log(it.id)
	recursive(it, 3) // call
}
