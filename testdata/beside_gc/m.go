package m

import (
	"fmt"

	"example.com/m/sub"
)

type point struct{ x, y int }

var sink []*point

func keep(p *point) { sink = append(sink, p) }

func get(n int) *point {
	p := point{n, n}
	go func() { fmt.Println(p.x) }()
	return &p
}

func first(ps []*point) *point { return ps[0] }

type shower interface{ show() string }

func (p *point) show() string { return fmt.Sprint(p.x) }

func use() string {
	var s shower = &point{1, 2}
	for i := range 3 {
		defer fmt.Println(i)
	}
	return s.show() + fmt.Sprint(sub.Double(sub.Pair{A: 1}), sub.Map([]int{1}, func(i int) string { return "" }))
}

func receive(c <-chan *point, b []byte) (string, any) {
	var last *point
	for p := range c {
		last = p
	}
	m := map[string]*point{string(b): last}
	m["<&>"] = &point{len(m), cap(b)}
	return string(b), <-c
}

func grow(n int) []int {
	return make([]int, n)
}
