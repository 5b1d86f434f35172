// Methods are functions whose first parameter is the receiver.
// flags: -m

package main

type counter struct{ n int }

func (c *counter) add() *counter { c.n++; return c } // want 6 `can inline (*counter).add` 7 `leaking param: c to result ~r0 level=0`
func (c counter) get() int       { return c.n } // want 6 `can inline counter.get`

// The calls of a chain are inlined from the inside out.
func chain() int { // want 6 `can inline chain`
	var c counter
	return c.add().add().get() // want 14 `inlining call to (*counter).add` 20 `inlining call to (*counter).add` 26 `inlining call to counter.get`
}

type named struct {
	*counter
	name string
}

// A promoted method is called on the field. Wrappers for interfaces are inlined into as well.
func promoted() int { // want 6 `can inline promoted`
	n := named{&counter{}, "n"} // want 13 `&counter{} does not escape`
	return n.add().get() // want 14 `inlining call to (*counter).add` 20 `inlining call to counter.get`
}

// A method value is a literal that the compiler makes.
func value() int {
	c := &counter{} // want 7 `&counter{} escapes to heap`
	add := c.add // want 10 `c.add does not escape`
	add()
	get := counter.get
	return get(*c) // want 12 `inlining call to counter.get`
}

type getter interface{ get() int }

func through(g getter) int { return g.get() } // want 6 `can inline through` 14 `leaking param: g`

func main() {
	println(chain(), promoted(), value(), through(counter{1})) // want 15 `inlining call to (*counter).add` 15 `inlining call to chain` 15 `inlining call to counter.get` 27 `&counter{} does not escape` 27 `inlining call to (*counter).add` 27 `inlining call to counter.get` 27 `inlining call to promoted` 47 `devirtualizing g.get to counter` 47 `inlining call to counter.get` 47 `inlining call to through` 55 `counter{...} does not escape`
}
