package teach

type point struct{ x, y int }

// A map of its own, filled key by key.
func fill(n int) map[int]*point {
	m := make(map[int]*point)
	for i := range n {
		m[i] = &point{i, i}
	}
	return m
}

// A literal.
func names() map[string]int {
	return map[string]int{
		"one":   1,
		"two":   2,
		"three": 3,
	}
}

func count(words []string) map[string]int {
	counts := map[string]int{}
	for _, word := range words {
		counts[word]++
	}
	return counts
}
