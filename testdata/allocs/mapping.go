// Maps: where they are, what they store.
package main

type v128 struct{ data [128]byte }
type v136 struct{ data [136]byte }
type mixed struct {
	name string
	next *mixed
}
type user struct {
	id  int64
	age int32
	tag [16]byte
}

var (
	kept      map[string]int
	global128 = map[int]v128{}
	global136 = map[int]v136{}
	keys136   = map[v136]int{}
	mixedMap  = map[int]mixed{}
	pointers  = map[string]*user{}
	total     int
	funcs     = map[string]func() int{}
	anys      = map[int]any{}
)

func work(i int) {
	small(i)
	grown(i)
	returned(i)
	hinted(i)
	values(i)
	stored(i)
	literal(i)
	lookups(i)
	generic(i)
}

func small(i int) {
	m := map[string]user{}
	m["a"] = user{id: int64(i)}
	total += len(m)
	n := make(map[int]bool)
	n[i] = true
	total += len(n)
}

func grown(i int) {
	m := map[int]int{}
	for j := range 20 {
		m[j] = i
	}
	total += len(m)
}

func build(i int) map[[4]byte]int {
	m := make(map[[4]byte]int, 8)
	m[[4]byte{byte(i)}] = i
	return m
}

func returned(i int) {
	total += len(build(i))
	kept = map[string]int{}
	kept["x"] = i
	kept = make(map[string]int, 100)
}

func hinted(i int) {
	m := make(map[int]int, 100)
	total += len(m)
	n := make(map[int]int, i%20)
	total += len(n)
	o := make(map[int]int, 8)
	total += len(o)
}

func values(i int) {
	global128[i] = v128{}
	global136[i] = v136{}
	keys136[v136{data: [136]byte{byte(i), byte(i / 256)}}] = i
	mixedMap[i] = mixed{name: "x"}
	m := map[int]v136{}
	m[i] = v136{}
	total += len(m)
}

func stored(i int) {
	pointers["p"] = &user{id: int64(i)}
	m := map[string]*user{}
	m["q"] = &user{id: int64(i)}
	total += len(m)
	f := map[string]func() int{}
	f["static"] = func() int { return 1 }
	f["captured"] = func() int { return i }
	total += len(f)
	s := map[string][]int{}
	s["x"] = []int{1, i}
	total += len(s)
	anys[1] = i * 1000
	anys[2] = "constant"
}

func literal(i int) {
	m := map[string]int{"a": 1, "b": i}
	total += m["a"]
	n := map[string]*user{"a": {id: 1}}
	total += len(n)
	o := map[int]int{1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 10}
	total += len(o)
	p := map[int]v136{i: {}}
	total += len(p)
}

func lookups(i int) {
	total += kept["x"]
	if u, ok := pointers["p"]; ok {
		total += int(u.id)
	}
	delete(global136, i)
	for k := range kept {
		total += len(k)
	}
	for _, v := range global128 {
		total += int(v.data[0])
		break
	}
	clear(global128)
}

func store[K comparable, V any](k K, v V) map[K]V {
	m := make(map[K]V)
	m[k] = v
	return m
}

func generic(i int) {
	total += len(store(i, v128{}))
	total += len(store(i, v136{}))
	total += len(store("k", i))
}
