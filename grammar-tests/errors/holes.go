package p

// What is sound around an error is kept.
func a() { return 1 }

func b() {
	x := 1
	y := = 2
	z := 3
}

func c() int { return 2 }
