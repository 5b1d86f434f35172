// The forms of range.
package ranges

func slice(s []*int) *int { // want 12 `leaking param: s to result ~r0 level=1`
	for _, p := range s {
		return p
	}
	return nil
}

func array(a [4]*int) *int { // want 12 `leaking param: a to result ~r0 level=0`
	for _, p := range a {
		return p
	}
	return nil
}

func arrayPointer(a *[4]*int) *int { // want 19 `leaking param: a to result ~r0 level=1`
	for _, p := range a {
		return p
	}
	return nil
}

func mapping(m map[*int]*int) (*int, *int) { // want 14 `leaking param: m to result ~r1 level=1`
	for k, v := range m {
		return k, v
	}
	return nil, nil
}

func channel(c chan *int) *int { // want 14 `c does not escape`
	for p := range c {
		return p
	}
	return nil
}

func text(s string) (r rune) { // want 11 `leaking param: s to result r level=1`
	for _, r = range s {
	}
	return
}

func number(n int) []*int {
	var s []*int
	for i := range n { // want 6 `moved to heap: i`
		s = append(s, &i) // want 13 `append escapes to heap`
	}
	return s
}

func function(seq func(yield func(int) bool)) int { // want 15 `seq does not escape` 47 `moved to heap: #rv1`
	sum := 0 // want 2 `moved to heap: sum`
	for x := range seq { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1`
		if x > 10 {
			return x
		}
		sum += x
	}
	return sum
}

func function2(seq func(yield func(*int, string) bool)) *int { // want 16 `seq does not escape`
	var last *int // want 6 `moved to heap: last`
outer:
	for p, s := range seq { // want 2 `func literal escapes to heap` 2 `moved to heap: #state1` 6 `leaking param: p` 9 `s does not escape`
		for i := range s {
			if i > 3 {
				continue outer
			}
			if i > 4 {
				break outer
			}
		}
		last = p
	}
	return last
}

func backing(s []int) *int { // want 14 `leaking param: s to result ~r0 level=0`
	for i := range s {
		return &s[i]
	}
	return nil
}

func assigned(s []int) *int { // want 15 `leaking param content: s`
	var x int // want 6 `moved to heap: x`
	for _, x = range s {
	}
	return &x
}
