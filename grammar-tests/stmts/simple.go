package p

func f() {
	g()
	x.m(y)
	<-c
	(g())
	c <- x
	c <- <-d
	;
	g(); g()
}
