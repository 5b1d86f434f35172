package p

func f() {
	switch x.(type) {
	case int:
	case string, *T, []int:
	case nil:
	case pkg.T, List[int], func(), interface{}, (T):
	default:
	}
	switch y := x.(type) {
	}
	switch a := g(); y := a.(type) {
	}
	switch g(); f().x.(type) {
	}
}
