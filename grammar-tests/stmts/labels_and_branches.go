package p

func f() {
L:
	for {
		break
		break L
		continue
		continue L
		goto M
	}
M:
	g()
N: O: g()
	switch {
	case x:
	P:
	}
Q:
}
