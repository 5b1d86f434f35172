package p

// Without a comma, and where all that follows could be values, these are arrays.
type A [N]int
type B [N * M]int
type C [N *M]int
type D [N (M)]int
type E [N *M | K]int
type F [2 * N]int
type G [len("x")]int
type H []int
