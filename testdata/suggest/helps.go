// Package p has what helps, with the names and types of the code: `help: TEXT` is a part of what is
// told, `help: nothing` says that nothing is, `help: general` that it is what the rule says.
package p

import (
	"bufio"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

type point struct{ x, y int64 }

type large struct{ table [100]int64 }

type guarded struct {
	mu sync.Mutex
	n  int
}

type node struct {
	next *node
	n    int
}

type named interface{ name() string }

func (p *point) name() string { return "" }

func newPoint(x int64) *point {
	return &point{x: x} // help: Return a `point` instead of a `*point`: 16 bytes copied
}

func newPointLater(x int64) *point {
	p := &point{x: x} // help: Return a `point` instead of a `*point`
	p.y = 1
	return p
}

func newLarge() *large {
	return new(large) // help: Fill in a `large` that the caller passes a pointer to: the caller's frame can hold the 800 bytes
}

func newGuarded() *guarded {
	return &guarded{} // help: Fill in a `guarded`
}

func newNode() *node {
	return &node{} // help: nothing
}

// A value in an interface is allocated, too.
func newNamed() named {
	return &point{} // help: nothing
}

func encode(n int) []byte {
	b := make([]byte, n) // help: Append to a `[]byte` that the caller passes
	b[0] = 1
	return b
}

func failed(n int) error {
	return fmt.Errorf("failed: %d", n) // help: nothing
}

func points(m map[string]*point) {
	m["a"] = &point{1, 2} // help: Hold `point` values, in a `map[string]point`: 16 bytes copied
}

func larges(m map[string]*large) {
	m["a"] = &large{} // help: nothing
}

func anys(m map[string]any) {
	m["a"] = &point{} // help: nothing
}

func send(c chan *point) {
	c <- &point{} // help: in a `chan point`
}

func list(ps []*point) []*point {
	return append(ps[:0], &point{}) // help: in a `[]point`
}

// It isn't about the append.
func listAny(ps []any) []any {
	ps[0] = 1
	return append(ps[:0], &point{}) // help: nothing
}

type box struct{ at *point }

func (b *box) set() {
	b.at = &point{} // help: Make `b.at` a `point`: 16 bytes within what holds it
}

func ids(ps []point) []int64 {
	var out []int64
	for _, p := range ps {
		out = append(out, p.x) // help: Make `out` with room for what the loop adds at most: `make([]int64, 0, len(ps))`
	}
	return out
}

func withRoom(ps []point, n int) []int64 {
	out := make([]int64, 0, n) // help: Append to a `[]int64`
	for _, p := range ps {
		out = append(out, p.x) // help: nothing
	}
	return out
}

func nested(rows [][]point) []int64 {
	var out []int64
	for _, row := range rows {
		for _, p := range row {
			out = append(out, p.x) // help: general
		}
	}
	return out
}

func index(ps []point) map[int64]int {
	m := map[int64]int{} // help: nothing
	for i, p := range ps {
		m[p.x] = i // help: Make `m` with room for what the loop adds at most: `make(map[int64]int, len(ps))`
	}
	return m
}

func sum(n int) (total int) {
	s := make([]int, n) // help: If `n` is never more than 64, say, `make([]int, n, 64)` is on the stack
	for i := range s {
		total += i
	}
	return total
}

type byX []point

func (b byX) Len() int           { return len(b) }
func (b byX) Less(i, j int) bool { return b[i].x < b[j].x }
func (b byX) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func sorted(ps []point) {
	sort.Sort(byX(ps)) // help: `slices.SortFunc(ps, ...)` takes `ps` without a conversion
}

func number(n int) string {
	return fmt.Sprintf("%d", n) // help: `strconv.Itoa(n)` takes `n` without a conversion
}

func has(b []byte, s string) bool {
	return strings.Contains(string(b), s) // help: `bytes.Contains(b, ...)` takes `b` without a conversion
}

func write(w *bufio.Writer, s string) {
	w.Write([]byte(s)) // help: `w.WriteString(s)` takes `s` without a conversion
}

func writeAny(w io.Writer, s string) {
	w.Write([]byte(s)) // help: `io.WriteString(w, s)` takes `s` without a conversion
}

func parts(w *strings.Builder, a, b string) {
	w.WriteString(a + b) // help: Pass the parts to `w.WriteString` one after the other
}

func collect(words []string) string {
	s := ""
	for _, word := range words {
		s += word // help: Each `+=` copies all of `s`
	}
	return s
}

var hooks []func() int

func register(n, m int) {
	hooks[0] = func() int { return n + m } // help: Without what it captures (`n`, `m`), the literal would be static data
}

func counter() func() int {
	n := 0 // help: general
	return func() int {
		n++
		return n
	}
}

func reader() func() int {
	n := 0 // help: The literal only reads `n`
	n = 1
	f := func() int { return n } // help: (`n`)
	n = 2
	return f
}

func escaping(n int) {
	var p *point
	for i := range n {
		x := point{x: int64(i)} // help: If `p` isn't needed after the loop, declare it inside
		p = &x
	}
	_ = p
}

// Two for each point: there is no telling how many at most.
func both(ps []point) []int64 {
	var out []int64
	for _, p := range ps {
		out = append(out, p.x) // help: general
		out = append(out, p.y) // help: general
	}
	return out
}

func unknownCall(w io.Writer) {
	var b [4]byte // help: `w.Write` is called through the interface `io.Writer`
	w.Write(b[:])
}

func unknownFunction(f func(*point)) {
	f(&point{}) // help: `f` is a function value
}

var last *point

// Returned or not, it is stored.
func stored() *point {
	p := &point{} // help: general
	last = p
	return p
}

var keptPoint *point

//go:noinline
func keepPoint(p *point) { keptPoint = p }

func passesOn() {
	q := point{} // help: `keepPoint` keeps its parameter `p`
	keepPoint(&q)
}

func passesElsewhere(w *bufio.Writer) *bufio.Reader {
	s := strings.NewReader("") // help: nothing
	return bufio.NewReader(s)
}

type clock struct{ t int64 }

func (c clock) now() int64 { return c.t }

func (c *clock) tick() { c.t++ }

func source(c clock) func() int64 {
	return c.now // help: `c.now` is a new closure: make it once and keep it.
}

func ticks(c *clock) func() {
	return c.tick // help: make it once and keep it, or pass `c` as an interface with `tick`.
}

func tooLarge() (n int) {
	var table [200_000]byte // help: Reuse one `[200000]byte` (a field, a parameter, a sync.Pool) instead of 200000 bytes
	for _, b := range table {
		n += int(b)
	}
	return n
}

func storedOutside() int64 {
	var p *point
	func() {
		defer keepPoint(nil)
		q := point{x: 1} // help: Let the literal return the value instead of storing `&q` in `p`.
		p = &q
	}()
	return p.x
}

func startsMany(c chan int) {
	for range 10 {
		go func() { // help: Start goroutines once, before the loop
			c <- 1
		}()
	}
}

func startsOne(c chan int) {
	go func() { // help: nothing
		c <- 1
	}()
}
