package p

var a int
var b pkg.T
var c List[int]
var d pkg.Map[string, []int]
var e List[List[int],]
