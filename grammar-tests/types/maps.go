package p

var a map[string]int
var b map[pkg.K]map[[2]int]*V
