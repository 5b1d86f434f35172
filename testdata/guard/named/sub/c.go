package sub

func C() *int { return new(int) }
