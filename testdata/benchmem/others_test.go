// Closures, method values, channels, variables.
package benchmem

import "testing"

type tiny byte

var (
	channel  chan int
	pointers chan *int
)

func (p point) sum() int { return p.x + p.y }
func (t tiny) sum() int  { return int(t) }

func BenchmarkOtherClosure(b *testing.B) {
	for i := range b.N {
		call = func() int { return i }
	}
}

func BenchmarkOtherClosureThree(b *testing.B) {
	for i := range b.N {
		call = func() int { return i + b.N + len(text) }
	}
}

func BenchmarkOtherMethodValue(b *testing.B) {
	for i := range b.N {
		call = point{i, i}.sum
	}
}

func BenchmarkOtherMethodValueByte(b *testing.B) {
	for i := range b.N {
		call = tiny(i).sum
	}
}

func BenchmarkOtherChannel(b *testing.B) {
	for range b.N {
		channel = make(chan int)
	}
}

func BenchmarkOtherChannelBuffered(b *testing.B) {
	for range b.N {
		channel = make(chan int, 10)
	}
}

func BenchmarkOtherChannelOfPointers(b *testing.B) {
	for range b.N {
		pointers = make(chan *int, 10)
	}
}

func BenchmarkOtherChannelOfPointersUnbuffered(b *testing.B) {
	for range b.N {
		pointers = make(chan *int)
	}
}

func BenchmarkOtherVariable(b *testing.B) {
	for i := range b.N {
		x := point{i, i}
		p16 = &x
	}
}
