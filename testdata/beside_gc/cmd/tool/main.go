package main

func main() {
	args := append([]string{}, "a", "b")
	f := func() { args = args[1:] }
	f()
	defer func(n *int) { println(*n) }(new(int))
	println(args[0], *made())
}

func made() *int { return new(int) }
