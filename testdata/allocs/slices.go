// Slices: make, literals, append.
package main

type point struct{ x, y int }
type block [100]byte

var (
	sinkInts   []int
	sinkPoints []*point
	sinkEmpty  []struct{}
	sinkAny    any
	total      int
)

func work(i int) {
	constant()
	variable(i)
	literals(i)
	appends(i)
	arrays(i)
	reused(i)
	large(i)
	results(i)
}

func constant() {
	s := make([]int, 10)
	total += len(s)
	sinkInts = make([]int, 10)
	sinkInts = make([]int, 0)
	sinkEmpty = make([]struct{}, 10)
	n := 12
	t := make([]int, n)
	total += len(t)
	u := make([]int, 3, n)
	total += cap(u)
}

func variable(i int) {
	n := i % 10
	s := make([]int, n)
	total += len(s)
	sinkInts = make([]int, n+1)
	e := make([]struct{}, n)
	total += len(e)
	b := make([]block, n)
	total += len(b)
	c := make([]byte, i%50)
	total += len(c)
	d := make([]int32, 2, i%20+2)
	total += len(d)
}

func literals(i int) {
	s := []int{i, 2, 3}
	total += s[i%3]
	sinkInts = []int{1, 2, 3}
	sinkPoints = []*point{{1, 2}, {3, 4}}
	e := []struct{}{}
	total += len(e)
	sinkInts = []int{}
	p := []*point{{i, i}}
	total += p[0].x
	a := [3]int{1, 2, i}
	total += a[i%3]
	words := []string{"a", "b"}
	total += len(words[i%2])
}

func appends(i int) {
	var s []int
	for j := range i % 20 {
		s = append(s, j)
	}
	total += len(s)
	var t []int
	for j := range 10 {
		t = append(t, j)
	}
	sinkInts = t
	sinkPoints = append(sinkPoints, &point{i, i})
	var e []struct{}
	e = append(e, struct{}{})
	total += len(e)
	var u []byte
	u = append(u, make([]byte, i%64)...)
	total += len(u)
	v := append([]int(nil), s...)
	total += len(v)
	sinkInts = append([]int{1}, s...)
}

func arrays(i int) {
	var a [100]int
	total += a[i%100]
	b := new([100]int)
	total += b[i%100]
	var c [3]*point
	c[i%3] = &point{i, 1}
	total += c[i%3].x
	d := [2]int{i, i}
	sinkInts = d[:]
}

var buffer []byte

func reused(i int) {
	buffer = buffer[:0]
	for j := range 100 + i {
		buffer = append(buffer, byte(j))
	}
	total += len(buffer)
}

func large(i int) {
	if i > 3 {
		return
	}
	s := make([]byte, 65536)
	total += len(s)
	t := make([]byte, 65537)
	total += len(t)
	var a [131072]byte
	total += int(a[i])
	var b [131073]byte
	total += int(b[i])
	p := new([65537]byte)
	total += int(p[i])
	q := new([65536]byte)
	total += int(q[i])
}

func numbers(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

func fixed() [4]int { return [4]int{1, 2, 3, 4} }

func results(i int) {
	total += len(numbers(i % 30))
	f := fixed()
	total += f[i%4]
}
