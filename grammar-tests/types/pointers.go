package p

var a *int
var b **pkg.T
var c *[]*List[int]
