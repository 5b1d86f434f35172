package p

func f() {
	go g()
	go func() {}()
	defer x.m(y)
	defer func() {
		recover()
	}()
	defer T(x)
}
