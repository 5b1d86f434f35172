package m

func first(n int) []int { return second(n) }

//nolint:goesc // of no use
func unused() {}
