package p

x := 1

func f()
{
}

var y = 2

import "late"

type T
