// Assignments that don't store new pointers are ignored.
package assigns

type buffer struct {
	data []byte
	a, b *int
	many [2]*int
}

func (b *buffer) cut() { // want 7 `b does not escape`
	b.data = b.data[1:] // want 9 `(*buffer).cut ignoring self-assignment in b.data = b.data[1:]`
}

func (b *buffer) swap() { // want 7 `b does not escape`
	b.a, b.b = b.b, b.a // want 11 `(*buffer).swap ignoring self-assignment in b.a, b.b = b.b, b.a`
}

func (b *buffer) copyField() { // want 7 `b does not escape`
	b.a = b.b // want 6 `(*buffer).copyField ignoring self-assignment in b.a = b.b`
}

func (b *buffer) elements(i, j int) { // want 7 `b does not escape`
	b.many[i] = b.many[j] // want 12 `(*buffer).elements ignoring self-assignment in b.many[i] = b.many[j]`
}

func (b *buffer) set(p *int) { // want 7 `b does not escape` 22 `leaking param: p`
	b.a = p
}

func operator(s []string, t string) { // want 15 `s does not escape` 27 `leaking param: t`
	s[0] += t
}
