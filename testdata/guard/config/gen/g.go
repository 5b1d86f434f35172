package gen

var Sink *int

func F() { Sink = new(int) }

//goesc:noescape
func g() { Sink = new(int) }
