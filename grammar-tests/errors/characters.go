package p

var a = 1 # 2
var x² = 1
var b = “quoted”
