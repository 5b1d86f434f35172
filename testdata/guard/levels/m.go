package m

var (
	sink any
	m    = map[string]*int{}
)

func hint() { sink = new(int) }

func warning(k string) { m[k] = new(int) }

func failing() *int { return new(int) }

//goesc:noalloc
func violated() {
	sink = new(int)
	sink = new(bool)
}

//nolint:goesc // nothing
func unused() {}
