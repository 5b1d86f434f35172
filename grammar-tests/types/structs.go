package p

type T struct {
	a    int
	b, c string `tag`
	A
	*B
	pkg.C "tag"
	*pkg.D
	List[int]
	pkg.Map[string, int]
	d [N]int
	e []int
	f struct{ x, y int }
	_ func(int)
	g map[string]int; h int
}

type U struct{}
