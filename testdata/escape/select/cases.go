// The cases of a select: sends flow to the heap, receives come from it.
package selects

func cases(in chan *int, out chan *int) *int { // want 12 `in does not escape` 26 `out does not escape`
	x := 1 // want 2 `moved to heap: x`
	select {
	case p := <-in:
		return p
	case p, ok := <-in:
		if ok {
			return p
		}
	case out <- &x:
	default:
	}
	return nil
}

func assigned(in chan *int, s []*int) { // want 15 `in does not escape` 29 `s does not escape`
	select {
	case s[0] = <-in:
	}
}
