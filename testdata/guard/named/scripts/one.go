package main

var p *int

func main() { p = new(int) }
