// Values put into interfaces.
package main

type pair struct{ a, b int64 }
type one struct{ v uint8 }
type empty struct{}
type wrapped struct{ s string }
type big struct{ data [200]int64 }

var (
	sinkAny any
	table   = []int{1, 2, 1000, 100000}
)

type speaker interface{ speak() int }

func (p pair) speak() int   { return int(p.a) }
func (e empty) speak() int  { return 0 }
func (p *big) speak() int   { return int(p.data[0]) }
func (o one) speak() int    { return int(o.v) }
func use(v any) bool        { return v != nil }
func keep(v any)            { sinkAny = v }
func keepAll(v ...any)      { sinkAny = v[0] }
func look(v ...any) int     { return len(v) }
func talk(s speaker) int    { return s.speak() }
func stringOf(i int) string { return names[i%len(names)] }

var names = []string{"", "a", "some longer text that has to be somewhere"}

func work(i int) {
	constants()
	integers(i)
	smallKinds(i)
	structs(i)
	arguments(i)
	interfaces(i)
	panics(i)
}

func constants() {
	sinkAny = 7
	sinkAny = 123456
	sinkAny = "constant"
	sinkAny = 3.25
	sinkAny = nil
	sinkAny = pair{1, 2}
	sinkAny = empty{}
	sinkAny = [2]int{}
	sinkAny = true
	n := 70000
	sinkAny = n
	p := pair{3, 4}
	sinkAny = p
}

func integers(i int) {
	sinkAny = table[i%len(table)]
	sinkAny = int32(i * 1000)
	sinkAny = uint16(i * 3)
	sinkAny = float64(i)
	sinkAny = uint64(i) << 40
	sinkAny = complex(float64(i), 1)
}

func smallKinds(i int) {
	sinkAny = i%2 == 0
	sinkAny = byte(i)
	sinkAny = int8(i)
	sinkAny = one{uint8(i)}
	sinkAny = [1]bool{i > 3}
	sinkAny = struct{}{}
}

func structs(i int) {
	sinkAny = pair{int64(i), 2}
	sinkAny = wrapped{stringOf(i)}
	sinkAny = stringOf(i)
	sinkAny = names[i%2:]
	sinkAny = &table
	sinkAny = work
	b := big{}
	b.data[0] = int64(i)
	sinkAny = b
	var local any = pair{int64(i), 3}
	_ = use(local)
	var large any = b
	if large == nil {
		return
	}
	sinkAny = [3]string{stringOf(i)}
}

func arguments(i int) {
	use(i * 1000)
	keep(i * 1000)
	keep("x")
	keepAll(i*5000, "y")
	look(i*1000, i*2000, stringOf(i))
	keepAll("constant", 7)
}

func interfaces(i int) {
	talk(pair{int64(i), int64(i)})
	talk(empty{})
	talk(one{uint8(i)})
	b := new(big)
	talk(b)
	var s speaker = pair{1, int64(i)}
	s.speak()
}

func panics(i int) {
	defer func() {
		recover()
	}()
	if i%50 == 0 {
		panic(pair{int64(i), 1})
	}
	if i%51 == 0 {
		panic("constant")
	}
}
