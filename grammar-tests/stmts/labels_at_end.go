package p

func f() {
_:
_: // the empty statement stands at the brace
}
