package p

func a(x int, string)
func b(x ...int, y int)
func c[P]()
func () d()
func (a, b T) e()

type I interface {
	m[T any]()
}
