package teach

import "testing"

var sink any

func TestAll(t *testing.T) {
	words := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "a"}
	for range 100 {
		sink = fill(20)
		sink = names()
		sink = count(words)
		sink = counter()
		later(queue, 3)
		pending = nil
		sink = handlers(words)
		sink = check(3)
		box(len(words))
		sink = label("n", 5000)
		sink = join(words[0], "0123456789012345678901234567890123456789")
		sink = bytes("0123456789012345678901234567890123456789")
		sink = text(make([]byte, 100))
		sink = build(10)
		sink = collect(10, func(i int) point { return point{i, i} })
		sink = collect(10, func(i int) string { return "x" })
		sink = pointTo(point{1, 2})
		sink = row(10)
		sink = large()
		sink = moved(point{1, 2})
		sink = parameter(1, point{1, 2})
		_, sink = result()
		sink = channel()
		done := make(chan int)
		start(done, 7)
		<-done
		sink = deferred(3)
		sink = loop(5)
		sink = literal(nil, nil)
	}
}
