package p

func f() {
	for {
	}
	for x {
	}
	for i := 0; i < 10; i++ {
	}
	for ; ; {
	}
	for i = 0; ; {
	}
	for ; x; {
	}
	for ; ; i++ {
	}
}
