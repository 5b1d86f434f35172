package p

func f() {
	{
	}
	{
		g()
		{ g() }
	}
}
