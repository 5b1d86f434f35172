package p

import ("a"; "b")
const (A = 1; B = 2)
var (x = 1)
type (T int; U int)
