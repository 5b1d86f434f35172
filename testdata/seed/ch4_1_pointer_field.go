// A field that points to a parameter moves the parameter to the heap when the struct outlives it.
package seed

type person struct {
	Name *string
	Age  int
}

func newPerson(n string) person { // want 16 `moved to heap: n`
	return person{Name: &n}
}

type personByValue struct {
	Name string
	Age  int
}

func newPersonByValue(n string) personByValue { // want 23 `leaking param: n to result ~r0 level=0`
	return personByValue{Name: n}
}
