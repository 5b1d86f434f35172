package m

var sink *int

func old() {
	x := 1
	sink = &x
}

func changed() *int {
	x := 1
	_ = x
	return nil
}
