package p

func f() {
	select {}
	select {
	case <-c:
		g()
	case x := <-c:
	case x, ok := <-c:
	case x.y = <-c:
	case c <- x:
	case (<-c):
	default:
	}
}
