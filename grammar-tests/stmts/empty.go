package p

func f() {
	;
	g();; g();
	L: ;
	for { ; }
	{ ; ; }
}
