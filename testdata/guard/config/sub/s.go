package sub

var sink *int

func f() { sink = new(int) }
