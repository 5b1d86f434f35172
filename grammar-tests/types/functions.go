package p

var a func()
var b func(int, string) error
var c func(x, y int, z ...int) (n int, err error)
var d func(func(int) int) func() func()
var e func(pkg.T, []int, *int, ...interface{})
var f func(a, b pkg.T)
