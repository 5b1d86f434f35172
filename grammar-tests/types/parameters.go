package p

// Lone names are types, unless something in the list has a name and a type.
func a(int, string)
func b(x, y int)
func c(x, y, z pkg.T, t string)
func d(x int, y, z [2]string)
func e(List[int], pkg.T)
func f(x List[int], y [N]T)
func g(a, b, c)
func h(x int,)
