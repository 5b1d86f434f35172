package r
func R() *int { return new(int) }
