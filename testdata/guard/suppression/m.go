package m

var sink *int

func lines() {
	x := 1 //nolint:goesc // once
	sink = &x
	y := 1 //nolint:other
	sink = &y
	z := 1 //nolint
	sink = &z
}

//nolint:other,goesc // a whole function
func whole() {
	x := 1
	sink = &x
}

func parts() {
	//nolint:goesc // a statement
	if sink == nil {
		x := 1
		sink = &x
	} else {
		y := 1
		sink = &y
	}
	z := 1
	sink = &z
	use(
		//nolint:goesc // an argument
		new(int),
		new(int),
	)
}

func use(p, q *int) { sink, sink = p, q }

func rules() {
	x := 1 //nolint:goesc:global-store
	sink = &x
	y := 1 //nolint:goesc:map-store
	sink = &y
	z := 1 //nolint:goesc:no-such-rule
	sink = &z
}

//nolint:goesc // nothing to see
func unused() {}

//goesc:noescape
func asserted() {
	x := 1 //nolint:goesc // known
	sink = &x
	y := 1 //nolint:goesc:noescape // may escape, is to be shown
	sink = &y
}
