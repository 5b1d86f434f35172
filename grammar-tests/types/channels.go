package p

var a chan int
var b <-chan int
var c chan<- int

// An arrow after chan belongs to it.
var d chan<- chan int
var e chan (<-chan int)
var f <-chan <-chan int
var g chan<- <-chan int
var h chan<- func() <-chan int

// Where an expression may stand, the arrow is read as an operator first.
var i = make(<-chan int)
var j = make(<-chan chan<- int)
var k = make(chan<- chan int)
