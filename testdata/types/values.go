// Selectors, indexing, slicing, literals, assertions and the comma-ok forms.
package p

import "unsafe"

type inner struct {
	x, y int
	tag  string `k:"v"`
}

func (inner) val() int     { return 1 }
func (p *inner) ptr() *int { return &p.x }

type middle struct{ *inner }

type outer struct {
	middle
	name string
	list [3]inner
}

type shape interface {
	area() float64
	interface{ val() int }
}

type reader struct{ shape }

func selectors(o outer, p *outer, r reader, s shape) {
	_ = o.x + p.y + o.middle.inner.x
	p.list[1].x = 2
	_ = o.val() + p.val() + r.val()
	f := o.val
	g := p.ptr
	h := outer.val
	k := (*outer).ptr
	m := shape.area
	n := reader.val
	_, _, _, _, _, _ = f, g, h, k, m, n
	_ = (&o.list[0]).ptr()
	_ = o.list[1].ptr
	_ = *p.ptr()
	_ = (*p).name
	_ = s.val()
}

func literals() {
	_ = []*inner{{1, 2, "t"}, {x: 3}, nil}
	_ = map[inner][]inner{{1, 2, ""}: {{x: 1}, {y: 2}}}
	_ = [...]string{2: "b", "c", 0: "a"}
	_ = [2][2]int{{1}, {1: 2}}
	_ = &outer{middle: middle{&inner{}}, name: "n"}
	_ = struct{ a, b float32 }{1, 2}
	_ = map[string]func(int) int{"id": func(i int) int { return i }}
	_ = []any{1, "s", nil, 2.5, 'r', true}
	_ = outer{name: "p"}.name
}

func indexing(a [4]int, p *[4]int, s []string, m map[string][]int, t string, c chan int, e any) {
	a[1], p[2] = p[0], a[3]
	m["k"] = append(m["k"], 1)
	v, found := m["k"]
	w, live := <-c
	q, is := e.(interface{ String() string })
	var z, good = e.(int)
	_ = p[:]
	_ = s[1:2:3]
	_ = t[1:]
	_ = "const"[2]
	_ = t[0] - '0'
	_, _, _, _, _, _, _, _ = v, found, w, live, q, is, z, good
	_ = <-c + e.(int) + len(m["k"])
	switch y := e.(type) {
	case int, string:
		_ = y
	case []byte:
		_ = y[0]
	case nil:
		_ = y
	default:
		_ = y
	}
}

const (
	size   = unsafe.Sizeof(outer{})
	offset = unsafe.Offsetof(outer{}.list)
	align  = unsafe.Alignof(inner{}.tag)
	length = len([3]int{}) + cap([2]int{}) + len("four")
)

func builtins(b []byte, s string, p *int, c chan<- int, m map[int]bool, arr *[5]int) {
	b = append(b, s...)
	b = append(b, 'x', 1)
	n := copy(b, s) + copy(b, b) + len(arr) + cap(c) + len(m)
	delete(m, 1)
	clear(m)
	clear(b)
	close(c)
	_ = min(n, 3) + max(2, 4)
	_ = min("a", s)
	_ = new(int)
	_ = new(n + 1)
	_ = new("text")
	_ = make([]int, 3, 10.0)
	_ = make(map[string]int)
	_ = make(chan int, n)
	_ = complex(1, 2)
	_ = real(complex(float32(n), 2))
	_ = unsafe.Slice(p, n)
	_ = unsafe.String(&b[0], len(b))
	_ = unsafe.Add(unsafe.Pointer(p), 8)
	println("x", 1, 2.5, nil == p)
	defer func() { _ = recover() }()
	panic("oops")
}

func calls(f func(int, ...string) (int, error), xs []string) {
	n, err := f(1)
	n, err = f(1, "a", "b")
	n, err = f(n, xs...)
	two := func() (int, string) { return 1, "s" }
	n, err = f(two())
	go f(2, "x")
	_ = func() int { return n }()
	_ = err.Error
}
