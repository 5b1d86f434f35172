// The address of a local variable that is returned outlives the function.
package seed

// Account is what newAccount returns the address of.
type Account struct{ Name string }

func newAccount(name string) *Account { // want 17 `leaking param: name`
	u := Account{Name: name} // want 2 `moved to heap: u`
	return &u
}

func newAccountLiteral(name string) *Account { // want 24 `leaking param: name`
	return &Account{Name: name} // want 9 `&Account{...} escapes to heap`
}

func copyOfAccount(name string) Account { // want 20 `leaking param: name to result ~r0 level=0`
	u := Account{Name: name}
	p := &u
	return *p
}
