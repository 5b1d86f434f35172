package lib

// Neither items nor wanted leaks.
//
//go:noinline
func position[T comparable](items []T, wanted *T) int {
	for i := range items {
		if items[i] == *wanted {
			return i
		}
	}
	return -1
}

// Position is inlined into other packages.
func Position(names []string, name string) int { return position(names, &name) }
