package p

func f() {
	_ = plain.as[bool, byte]
	_ = plain.as[[]bool]
	_ = get().as[bool]
	_ = get().as[[]byte]
	_ = get().as[bool, []byte]
	_ = get().as[map[string]int, func(int) string, chan int,]
	_ = list[0].as[struct{ a int }, interface{ M() }]
	_ = list[0].as[pkg.T, *T, [2]int]
	_ = hold[int, string]{}.as[bool, L[int, string]]
	_ = (&plain).as[<-chan int, error]
	_ = x.(T).as[A, B](1, 2)
	_ = func() T { return t }().as[A, B]
	use(get().as[A, []B], get().as[[]A, B]())
	_ = T[int].as[A, []B]
	_ = (*T[int]).as[A, []B]
	_ = get().field.as[A, B].more
	if get().as[A, []B] == nil {
	}
	for range get().as[A, []B]() {
	}
	switch get().as[A, []B]() {
	}
	_ = list[i][j]
	_ = list[i:j]
}
