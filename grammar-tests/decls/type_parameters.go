package p

type A[P any] struct{}
type B[P, Q any, R interface{ M() }] struct{}
type C[P *int,] struct{}
type D[P []int] struct{}
type E[P ~int | ~string] struct{}
type F[P interface{ ~int }] = A[P]
type G[P *[]int] struct{}
type H[P (int),] struct{}
