package p

// Method expressions of types without a name.
var (
	a = interface{ m() }.m
	b = struct{ T }.m
	c = (*struct{ T }).m
	d = (interface{ m() }).m
)
