package m

var sink any

func second(n int) []int {
	sink = new(int)
	return make([]int, n)
}

//goesc:noalloc
func violated() { sink = new(int) }
