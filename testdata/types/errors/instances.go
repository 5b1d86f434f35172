// Infinitely many instances.
package p

func instances[T any](n int) {
	if n > 0 {
		instances[*T](n - 1)
	}
}

func local[T any]() {
	type inner struct{ t T }
	local[inner]()
}

type node[T any] struct{ next *node[box[T]] }
type box[T any] struct{ value T }
