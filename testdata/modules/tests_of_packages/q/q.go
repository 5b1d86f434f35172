package q

import "example.com/tests/p"

func Q() *int { return p.F() }
