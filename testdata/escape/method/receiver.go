// Receivers are parameters; a method value holds its receiver.
package methods

type list struct {
	next  *list
	value int
}

func (l *list) tail() *list { return l.next } // want 7 `leaking param: l to result ~r0 level=1`
func (l *list) self() *list { return l } // want 7 `leaking param: l to result ~r0 level=0`
func (l list) copied() int  { return l.value } // want 7 `l does not escape`
func (l *list) set(v int)   { l.value = v } // want 7 `l does not escape`
func (*list) unnamed()      {}

type embedding struct {
	list
	name string
}

type pointing struct{ *list }

func called() int {
	var l list
	l.set(1)
	return l.copied() + l.tail().copied()
}

func escaping() *list {
	var l list // want 6 `moved to heap: l`
	return l.self()
}

func promoted() {
	var e embedding
	e.set(2)
	p := pointing{&list{}} // want 16 `&list{} does not escape`
	p.set(3)
}

func value() func(int) {
	var l list // want 6 `moved to heap: l`
	return l.set // want 10 `l.set escapes to heap`
}

func valueStays() {
	var l list
	f := l.set // want 8 `l.set does not escape`
	f(1)
}

func expression() func(*list, int) {
	return (*list).set
}

func throughInterface(s interface{ set(int) }) func(int) { // want 23 `leaking param: s`
	return s.set // want 10 `s.set escapes to heap`
}
