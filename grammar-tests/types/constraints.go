package p

func a[P any]()
func b[P, Q any]()
func c[P *T, Q **T]()
func d[P ~int | ~string, Q interface{ ~[]P }]()
func e[P []T | map[string]T]()
func f[P pkg.C[P], Q C[P, Q]]()
func g[P func(P) P]()
func h[P chan int | <-chan int]()
