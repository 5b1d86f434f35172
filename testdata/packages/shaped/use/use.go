// Package use instantiates them.
package use

import "example.com/shaped/q"

// flags: -m

func Use() {
	c := q.Subscribe[int]()
	c.Close()
}

func UseMixed() {
	c := q.Mixed(1)
	c.Close()
}
