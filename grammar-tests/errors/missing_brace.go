package p

func f() {
	g()

func h() {}
