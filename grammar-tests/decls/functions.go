package p

func a()
func b() {}
func c(x int) int { return x }
func d(x, y int, z ...string) (int, error)
func e(int, ...string) (n int, err error)
func f(x, int)
func g[P any, Q ~[]P](x P) Q
