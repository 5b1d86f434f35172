// Generic functions: one is compiled for each shape, with a dictionary, and one for each list of
// type arguments, which calls that.
// flags: -m=2

package main

func first[T any](s []T) T { return s[0] } // want 6 `can inline first[go.shape.int] with cost 4` 6 `can inline first[int] with cost 10`

func size[T any](x T) int { // want 6 `can inline size[go.shape.int] with cost 17` 6 `can inline size[go.shape.string] with cost 17` 6 `can inline size[int] with cost 23` 6 `can inline size[string] with cost 23`
	switch any(x).(type) {
	case int:
		return 8
	case T:
		return 1
	}
	return 0
}

func is[T any](x any) bool { // want 6 `can inline is[go.shape.string] with cost 15` 6 `can inline is[string] with cost 21`
	_, ok := x.(T)
	return ok
}

type list[T any] struct {
	head *T
	next *list[T]
}

func (l *list[T]) get() *T { return l.head } // want 6 `can inline (*list[go.shape.int]).get with cost 3` 6 `can inline (*list[go.shape.string]).get with cost 3` 6 `can inline (*list[int]).get with cost 8` 6 `can inline (*list[string]).get with cost 8`

func (l *list[T]) rest() *T { return l.next.get() } // want 6 `can inline (*list[go.shape.int]).rest with cost 11` 6 `can inline (*list[go.shape.string]).rest with cost 11` 6 `can inline (*list[int]).rest with cost 16` 6 `can inline (*list[string]).rest with cost 16`

// What is called is what was made for the shape.
func use(l *list[int]) int { return *l.rest() + first([]int{1}) } // want 6 `can inline use with cost 29`

func more(l *list[string]) (int, bool) { return size("") + size(1), is[string](l) } // want 6 `can inline more with cost 67`

// A call of a parameter of function type, whose arguments have the types that its parameters have.
func twice[F func(A), A any](f F, x A) { // want 6 `can inline twice[func(error),error] with cost 46` 6 `can inline twice[go.shape.func(error),go.shape.interface { Error() string }] with cost 40`
	f(x)
	f(x)
}

func report(err error) { twice(func(error) {}, err) } // want 6 `can inline report with cost 61` 32 `can inline report.func1 with cost 0`

func main() {} // want 6 `can inline main with cost 0`
