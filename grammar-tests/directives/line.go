package p

//line a.y:10
var a = 1

//line dir/../b.y:20:5
var b, /*line c.y:30:7*/ c = 1, 2

//line :40:1
var d = 1
 //line indented.y:1
var e = `
//line raw.y:1
`
//line bad.y:x
//line bad.y:0
