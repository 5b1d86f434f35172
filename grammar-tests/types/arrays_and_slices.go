package p

var a [10]int
var b [N + 1][2]string
var c []int
var d [][]map[string][]int
var e = [...]int{1, 2}
