package m

var (
	sink   *int
	points = map[string]*int{}
)

func keep(p *int) { sink = p }

func add(name string, x int) {
	points[name] = &x
}

func box(x int) any { return x }

//goesc:noescape
func asserted() { sink = new(int) }

func unused() {} //nolint:goesc
