package sub

type Pair struct{ A, B int }

func Double(p Pair) *Pair { return &Pair{2 * p.A, 2 * p.B} }

func Map[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, x := range s {
		r = append(r, f(x))
	}
	return r
}
