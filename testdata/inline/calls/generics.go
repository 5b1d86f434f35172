// Instances are inlined like other functions: the function for the type arguments passes its
// dictionary to that for their shapes, which is inlined in turn.
// flags: -m

package main

type number interface{ ~int | ~float64 }

func larger[T number](a, b T) T { // want 6 `can inline larger[go.shape.float64]` 6 `can inline larger[go.shape.int]` 6 `can inline larger[int]` 6 `inlining call to larger[go.shape.int]`
	if a > b {
		return a
	}
	return b
}

func ints() int { return larger(1, 2) } // want 6 `can inline ints` 32 `inlining call to larger[go.shape.int]`

type list[T any] struct {
	head *element[T]
}

type element[T any] struct {
	value T
	next  *element[T]
}

func (l *list[T]) push(v T) { l.head = &element[T]{v, l.head} } // want 6 `&element[go.shape.string]{...} escapes to heap` 6 `can inline (*list[go.shape.string]).push` 6 `can inline (*list[string]).push` 6 `inlining call to (*list[go.shape.string]).push` 40 `&element[go.shape.string]{...} escapes to heap`
func (l *list[T]) first() T { return l.head.value } // want 6 `can inline (*list[go.shape.string]).first` 6 `can inline (*list[string]).first` 6 `inlining call to (*list[go.shape.string]).first`

func strings() string { // want 6 `can inline strings`
	var l list[string]
	l.push("a") // want 8 `&element[go.shape.string]{...} escapes to heap` 8 `inlining call to (*list[go.shape.string]).push`
	l.push("b") // want 8 `&element[go.shape.string]{...} escapes to heap` 8 `inlining call to (*list[go.shape.string]).push`
	return l.first() // want 16 `inlining call to (*list[go.shape.string]).first`
}

func each[T any](xs []T, do func(T)) { // want 6 `can inline each[go.shape.int]` 6 `can inline each[int]` 6 `inlining call to each[go.shape.int]`
	for _, x := range xs {
		do(x)
	}
}

func total(xs []int) (sum int) { // want 6 `can inline total` 12 `xs does not escape`
	each(xs, func(x int) { sum += x }) // want 6 `inlining call to each[go.shape.int]` 6 `inlining call to total.func1` 11 `can inline total.func1`
	return sum
}

// A function as a value, within generic code: a literal that passes the dictionary on.
func largest[T number](xs []T) T { // want 6 `can inline largest[float64]` 6 `can inline largest[go.shape.float64]` 6 `inlining call to largest[go.shape.float64]` 6 `inlining call to largest[go.shape.float64].func1`
	var most T
	fold := larger[T] // want 16 `can inline largest[go.shape.float64].func1` 16 `inlining call to larger[go.shape.float64]`
	for _, x := range xs {
		most = fold(most, x) // want 14 `inlining call to largest[go.shape.float64].func1`
	}
	return most
}

func main() {
	println(ints(), strings(), total([]int{1, 2}), largest([]float64{1, 2})) // want 14 `inlining call to ints` 14 `inlining call to larger[go.shape.int]` 25 `&element[go.shape.string]{...} escapes to heap` 25 `inlining call to (*list[go.shape.string]).first` 25 `inlining call to (*list[go.shape.string]).push` 25 `inlining call to strings` 34 `inlining call to each[go.shape.int]` 34 `inlining call to total` 34 `inlining call to total.func1` 40 `[]int{...} does not escape` 56 `inlining call to largest[go.shape.float64]` 56 `inlining call to largest[go.shape.float64].func1` 66 `[]float64{...} does not escape`
}
