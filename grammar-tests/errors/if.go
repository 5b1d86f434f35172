package p

func f() {
	if x
	{
	}
	if {
	}
	if x = 1 {
	}
	if x := 1; {
	}
}
