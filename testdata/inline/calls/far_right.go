// flags: -m
//
// Of a position from column 255 on, gc keeps the line alone. Two calls there stand in one place, and one
// that comes through the other looks like recursion.
package main

func a(x int) int { return x + 1 } // want 6 `can inline a`

func b(x int) int { /* xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */ return a(x) } // want 0 `inlining call to a` 6 `can inline b`

func c(x int) int { /* xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx */ return d(x) }; func d(x int) int { return a(x) + e(x) }; func e(x int) int { return x * 2 } // want 0 `can inline d` 0 `can inline e` 0 `inlining call to a` 0 `inlining call to d` 0 `inlining call to e` 6 `can inline c`

func near(x int) int { return b(x) + c(x) } // want 6 `can inline near` 32 `inlining call to a` 32 `inlining call to b` 39 `inlining call to c` 39 `inlining call to d`

func main() { println(near(1)) } // want 6 `can inline main` 27 `inlining call to a` 27 `inlining call to b` 27 `inlining call to c` 27 `inlining call to d` 27 `inlining call to near`
