package use

import "example.com/m"

func U(xs []int) int {
	return m.Small(2) + m.Large(xs)
}
