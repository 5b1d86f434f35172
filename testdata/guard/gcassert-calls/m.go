package m

//gcassert:inline
func Small(x int) int { return x + 1 }

//gcassert:inline
func Large(xs []int) int {
	sum := 0
	for i := range xs {
		for j := range xs {
			sum += xs[i] * xs[j]
		}
	}
	defer func() { recover() }()
	return sum
}

//gcassert:inline
func Uncalled(xs []int) {
	defer func() { recover() }()
}

func calls(xs []int) int {
	return Small(1) + Large(xs)
}

//gcassert:inline
func Map[T any](x T) T { return x }

var _ = Map(1)
