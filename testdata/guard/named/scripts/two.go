package main

var q *int

func main() { q = new(int) }
