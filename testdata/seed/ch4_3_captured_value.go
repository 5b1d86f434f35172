// A closure that runs in a goroutine captures a map's value by value: the closure is allocated,
// the variable isn't.
package seed

import "fmt"

type member struct{ Name string }

func processMap(m map[string]member) { // want 17 `m does not escape`
	u := m["alice"]
	go func() { // want 5 `func literal escapes to heap`
		fmt.Println(u.Name) // want 14 `... argument does not escape` 16 `u.Name escapes to heap`
	}()
}

func processMapHere(m map[string]member) { // want 21 `m does not escape`
	fmt.Println(m["alice"].Name) // want 13 `... argument does not escape` 24 `m["alice"].Name escapes to heap`
}
