// Names, groups, methods and receivers.
package p

type T struct{ field int }

func (T) method()  {}
func (*T) method() {}
func (T) field()   {}
func (int) m()     {}
func (*P) m()      {}
func (I) m()       {}

type P *int
type I interface{ m() }

var twice int
var twice string

const (
	one, two = iota
	three
	four, five, six
)

var x, y = 1
var v, w int = 1, 2, 3
var mismatch, result = pair3()

func pair3() (int, int, int) { return 0, 0, 0 }

var init int

func main(int) {}

type dup struct {
	a, b int
	a    string
}

type dupMethods interface {
	m()
	m()
}

type List[T any] struct{}

func (l List[A, B]) two()  {}
func (l List) none()       {}
func (l List[int]) named() {}

type Ints = List[int]

func (Ints) onInstance() {}

const notConst = pair
const badType []int = nil

func pair() (a int, a string)

var _ = _
var _ undefinedType
var _ List
var _ twice
var _ map[[]int]bool
var _ interface{ ~int }
