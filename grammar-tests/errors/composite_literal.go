package p

var a = []int{
	1,
	2
}

func f() {
	if x == T{1} {
	}
}
