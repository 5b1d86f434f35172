package sub

var Sink *int

func f() { Sink = new(int) }
