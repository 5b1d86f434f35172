package p

// Parentheses around types leave no trace, around expressions they do.
var a (int)
var b *(pkg.T)
var c []((int))
var d map[(string)](int)
var e func((int)) (string)
var f = (x)
var g = (*T)(x)
var h = ([]int)(x)
