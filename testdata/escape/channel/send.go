// What is sent over a channel flows to the heap.
package channels

func send(c chan *int) { // want 11 `c does not escape`
	x := 1 // want 2 `moved to heap: x`
	c <- &x
}

func sendParameter(c chan *int, p *int) { // want 20 `c does not escape` 33 `leaking param: p`
	c <- p
}

func receive(c chan *int) *int { // want 14 `c does not escape`
	return <-c
}

func receiveTwo(c chan *int) (*int, bool) { // want 17 `c does not escape`
	p, ok := <-c
	return p, ok
}

func made() chan int {
	return make(chan int, 1)
}
