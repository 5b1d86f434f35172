// Why values flow: each function shows one of the reasons that -m=2 names, in the order of the
// flow, with where it happens.
package main

var sink any
var keep *int
var list []*int
var table map[*int]*int
var channel chan *int

type T struct {
	p *int
	a [2]*int
	n *T
}

type I interface{ M(*int) }

func addressOf() *int       { x := 1; return &x } // want 31 `moved to heap: x`
func assigned(p *int)       { keep = p } // want 15 `leaking param: p`
func pair(p, q *int)        { keep, list = p, []*int{q} } // want 11 `leaking param: p` 14 `leaking param: q` 53 `[]*int{...} escapes to heap`
func dot(t T) *int          { return t.p } // want 10 `leaking param: t to result ~r0 level=0`
func dotOfPointer(t *T) *int { return t.p } // want 19 `leaking param: t to result ~r0 level=1`
func indirection(p **int) *int { return *p } // want 18 `leaking param: p to result ~r0 level=1`
func arrayIndex(t T) *int   { return t.a[1] } // want 17 `leaking param: t to result ~r0 level=0`
func elementOf(s []*int) *int { return s[0] } // want 16 `leaking param: s to result ~r0 level=1`
func sliced(s []*int) []*int { return s[1:] } // want 13 `leaking param: s to result ~r0 level=0`
func appended(p *int)       { list = append(list, p) } // want 15 `leaking param: p` 44 `append escapes to heap`
func appendee(s []*int) []*int { return append(s, nil) } // want 15 `leaking param content: s` 15 `leaking param: s to result ~r0 level=0` 47 `append escapes to heap`
func appendedAll(s []*int)  { list = append(list, s...) } // want 18 `leaking param content: s` 44 `append escapes to heap`
func copied(s []*int)       { copy(list, s) } // want 13 `leaking param content: s`
func keyOfMap(p *int)       { table[p] = nil } // want 15 `leaking param: p`
func valueOfMap(p *int)     { table[nil] = p } // want 17 `leaking param: p`
func mapLiteral(p, q *int)  { table = map[*int]*int{p: q} } // want 17 `leaking param: p` 20 `leaking param: q` 52 `map[*int]*int{...} escapes to heap`
func sliceLiteral(p *int)   { list = []*int{p} } // want 19 `leaking param: p` 44 `[]*int{...} escapes to heap`
func arrayLiteral(p *int) [2]*int { return [2]*int{p} } // want 19 `leaking param: p to result ~r0 level=0`
func structLiteral(p *int) T { return T{p: p} } // want 20 `leaking param: p to result ~r0 level=0`
func pointerLiteral(p *int) *T { return &T{p: p} } // want 21 `leaking param: p` 41 `&T{...} escapes to heap`
func sent(p *int)           { channel <- p } // want 11 `leaking param: p`
func converted(n int)       { sink = n } // want 38 `n escapes to heap`
func convertedPointer(p *int) { sink = p } // want 23 `leaking param: p`
func ranged(s []*int) (r *int) { // want 13 `leaking param: s to result r level=1`
	for _, r = range s {
	}
	return
}
func rangedArray(a *[3]*int) (r *int) { // want 18 `leaking param: a to result r level=1`
	for _, r = range a {
	}
	return
}
func dotType(x any) (p *int) { // want 14 `leaking param: x to result p level=0`
	p, _ = x.(*int)
	return
}
func asserted(x any) *int { return x.(*int) } // want 15 `leaking param: x to result ~r0 level=0`
func mapRead(m map[int]*int) (p *int) { // want 14 `m does not escape`
	p, _ = m[1]
	return
}
func switched(x any) *int { // want 15 `leaking param: x to result ~r0 level=0`
	switch p := x.(type) {
	case *int:
		return p
	}
	return nil
}
func parameter(p *int)         { assigned(p) } // want 16 `leaking param: p`
func throughResult(p *T) *int  { return dotOfPointer(p) } // want 20 `leaking param: p to result ~r0 level=1`
func interfaceCall(i I, p *int) { i.M(p) } // want 20 `leaking param: i` 25 `leaking param: p`
func callee(f func(*int), p *int) { f(p) } // want 13 `f does not escape` 27 `leaking param: p`
func several(p *int) (q, r *int) { // want 14 `leaking param: p to result q level=0` 14 `leaking param: p to result r level=0`
	q, r = twice(p)
	return
}
func twice(p *int) (*int, *int) { return p, p } // want 12 `leaking param: p to result ~r0 level=0` 12 `leaking param: p to result ~r1 level=0`
func captured(p *int) func() *int { return func() *int { return p } } // want 15 `leaking param: p` 44 `func literal escapes to heap`
func reference() func() int {
	x := 1 // want 2 `moved to heap: x`
	return func() int { x++; return x } // want 9 `func literal escapes to heap`
}
func deferred(p *int, n int) { // want 15 `leaking param: p`
	for range n {
		x := 1 // want 3 `moved to heap: x`
		defer func() { keep = p; x++ }() // want 9 `func literal escapes to heap`
	}
}
func started(p *int) { go assigned(p) } // want 14 `leaking param: p`
func tooLarge() byte {
	var a [128<<10 + 1]byte // want 6 `moved to heap: a`
	b := new([64<<10 + 1]byte) // want 10 `new([65537]byte) escapes to heap`
	return a[0] + b[0]
}
func withoutSize() int { return len(make([]struct{}, 3)) } // want 41 `make([]struct {}, 3) escapes to heap`
func made(n int) []int { return make([]int, n) } // want 37 `make([]int, n) escapes to heap`
func toArray(s []*int) [1]*int { return [1]*int(s) } // want 14 `leaking param: s to result ~r0 level=1`
func loops() {
	var p *int
	for range 3 {
		x := 1 // want 3 `moved to heap: x`
		p = &x
	}
	_ = p
}
func concatenated(a, b string) { sink = a + b } // want 19 `a does not escape` 22 `b does not escape` 43 `a + b escapes to heap`
func text(b []byte)            { sink = string(b) } // want 11 `b does not escape` 47 `string(b) escapes to heap` 48 `string(b) escapes to heap`
func linked(t *T) { // want 13 `leaking param content: t`
	for t != nil {
		t = t.n
	}
	keep = t.p
}
func methodValue(i I) func(*int) { return i.M } // want 18 `leaking param: i` 44 `i.M escapes to heap`

func main() {}

// reasons:
//	17:21: parameter ~p1 leaks to {heap} for I.M with derefs=0:
//	17:21:   flow: {heap} ← ~p1:
//	17:21:     from ~p0.M(~p1) (call parameter) at <autogenerated>:1
//	17:21: parameter ~p0 leaks to {heap} for I.M-fm with derefs=0:
//	17:21:   flow: {heap} ← ~p0:
//	17:21:     from .this.M(~p0) (call parameter) at <autogenerated>:1
//	19:31: x escapes to heap in addressOf:
//	19:31:   flow: ~r0 ← &x:
//	19:31:     from &x (address-of) at fixture.go:19:46
//	19:31:     from return &x (return) at fixture.go:19:39
//	20:15: parameter p leaks to {heap} for assigned with derefs=0:
//	20:15:   flow: {heap} ← p:
//	20:15:     from keep = p (assign) at fixture.go:20:36
//	21:11: parameter p leaks to {heap} for pair with derefs=0:
//	21:11:   flow: {heap} ← p:
//	21:11:     from keep, list = p, []*int{...} (assign-pair) at fixture.go:21:42
//	21:14: parameter q leaks to {storage for []*int{...}} for pair with derefs=0:
//	21:14:   flow: {storage for []*int{...}} ← q:
//	21:14:     from []*int{...} (slice-literal-element) at fixture.go:21:53
//	21:53: []*int{...} escapes to heap in pair:
//	21:53:   flow: {heap} ← &{storage for []*int{...}}:
//	21:53:     from []*int{...} (spill) at fixture.go:21:53
//	21:53:     from keep, list = p, []*int{...} (assign-pair) at fixture.go:21:42
//	22:10: parameter t leaks to ~r0 for dot with derefs=0:
//	22:10:   flow: ~r0 ← t:
//	22:10:     from t.p (dot) at fixture.go:22:39
//	22:10:     from return t.p (return) at fixture.go:22:31
//	23:19: parameter t leaks to ~r0 for dotOfPointer with derefs=1:
//	23:19:   flow: ~r0 ← *t:
//	23:19:     from t.p (dot of pointer) at fixture.go:23:40
//	23:19:     from return t.p (return) at fixture.go:23:32
//	24:18: parameter p leaks to ~r0 for indirection with derefs=1:
//	24:18:   flow: ~r0 ← *p:
//	24:18:     from *p (indirection) at fixture.go:24:41
//	24:18:     from return *p (return) at fixture.go:24:34
//	25:17: parameter t leaks to ~r0 for arrayIndex with derefs=0:
//	25:17:   flow: ~r0 ← t:
//	25:17:     from t.a (dot) at fixture.go:25:39
//	25:17:     from t.a[1] (fixed-array-index-of) at fixture.go:25:41
//	25:17:     from return t.a[1] (return) at fixture.go:25:31
//	26:16: parameter s leaks to ~r0 for elementOf with derefs=1:
//	26:16:   flow: ~r0 ← *s:
//	26:16:     from s[0] (dot of pointer) at fixture.go:26:41
//	26:16:     from return s[0] (return) at fixture.go:26:33
//	27:13: parameter s leaks to ~r0 for sliced with derefs=0:
//	27:13:   flow: ~r0 ← s:
//	27:13:     from s[1:] (slice) at fixture.go:27:40
//	27:13:     from return s[1:] (return) at fixture.go:27:32
//	28:15: parameter p leaks to {heap} for appended with derefs=0:
//	28:15:   flow: {heap} ← p:
//	28:15:     from append(list, p) (call parameter) at fixture.go:28:44
//	28:44: append(list, p) escapes to heap in appended:
//	28:44:   flow: {heap} ← &{storage for append(list, p)}:
//	28:44:     from append(list, p) (spill) at fixture.go:28:44
//	28:44:     from list = append(list, p) (assign) at fixture.go:28:36
//	29:15: parameter s leaks to {heap} for appendee with derefs=1:
//	29:15:   flow: {temp} ← s:
//	29:15:     from append(s, nil) (call parameter) at fixture.go:29:47
//	29:15:   flow: {heap} ← *{temp}:
//	29:15:     from append(s, nil) (appendee slice) at fixture.go:29:47
//	29:15: parameter s leaks to ~r0 for appendee with derefs=0:
//	29:15:   flow: {temp} ← s:
//	29:15:     from append(s, nil) (call parameter) at fixture.go:29:47
//	29:15:   flow: {temp} ← {temp}:
//	29:15:   flow: ~r0 ← {temp}:
//	29:15:     from return append(s, nil) (return) at fixture.go:29:34
//	29:47: append(s, nil) escapes to heap in appendee:
//	29:47:   flow: ~r0 ← &{storage for append(s, nil)}:
//	29:47:     from append(s, nil) (spill) at fixture.go:29:47
//	29:47:     from return append(s, nil) (return) at fixture.go:29:34
//	30:18: parameter s leaks to {heap} for appendedAll with derefs=1:
//	30:18:   flow: {heap} ← *s:
//	30:18:     from append(list, s...) (call parameter) at fixture.go:30:44
//	30:18:     from append(list, s...) (appended slice...) at fixture.go:30:44
//	30:44: append(list, s...) escapes to heap in appendedAll:
//	30:44:   flow: {heap} ← &{storage for append(list, s...)}:
//	30:44:     from append(list, s...) (spill) at fixture.go:30:44
//	30:44:     from list = append(list, s...) (assign) at fixture.go:30:36
//	31:13: parameter s leaks to {heap} for copied with derefs=1:
//	31:13:   flow: {heap} ← *s:
//	31:13:     from copy(list, s) (call parameter) at fixture.go:31:35
//	31:13:     from copy(list, s) (copied slice) at fixture.go:31:35
//	32:15: parameter p leaks to {heap} for keyOfMap with derefs=0:
//	32:15:   flow: {heap} ← p:
//	32:15:     from table[p] (key of map put) at fixture.go:32:36
//	33:17: parameter p leaks to {heap} for valueOfMap with derefs=0:
//	33:17:   flow: {heap} ← p:
//	33:17:     from table[nil] = p (assign) at fixture.go:33:42
//	34:17: parameter p leaks to {heap} for mapLiteral with derefs=0:
//	34:17:   flow: {heap} ← p:
//	34:17:     from map[*int]*int{...} (map literal key) at fixture.go:34:52
//	34:20: parameter q leaks to {heap} for mapLiteral with derefs=0:
//	34:20:   flow: {heap} ← q:
//	34:20:     from map[*int]*int{...} (map literal value) at fixture.go:34:52
//	34:52: map[*int]*int{...} escapes to heap in mapLiteral:
//	34:52:   flow: {heap} ← &{storage for map[*int]*int{...}}:
//	34:52:     from map[*int]*int{...} (spill) at fixture.go:34:52
//	34:52:     from table = map[*int]*int{...} (assign) at fixture.go:34:37
//	35:19: parameter p leaks to {storage for []*int{...}} for sliceLiteral with derefs=0:
//	35:19:   flow: {storage for []*int{...}} ← p:
//	35:19:     from []*int{...} (slice-literal-element) at fixture.go:35:44
//	35:44: []*int{...} escapes to heap in sliceLiteral:
//	35:44:   flow: {heap} ← &{storage for []*int{...}}:
//	35:44:     from []*int{...} (spill) at fixture.go:35:44
//	35:44:     from list = []*int{...} (assign) at fixture.go:35:36
//	36:19: parameter p leaks to ~r0 for arrayLiteral with derefs=0:
//	36:19:   flow: ~r0 ← p:
//	36:19:     from [2]*int{...} (array literal element) at fixture.go:36:51
//	36:19:     from return [2]*int{...} (return) at fixture.go:36:37
//	37:20: parameter p leaks to ~r0 for structLiteral with derefs=0:
//	37:20:   flow: ~r0 ← p:
//	37:20:     from T{...} (struct literal element) at fixture.go:37:40
//	37:20:     from return T{...} (return) at fixture.go:37:32
//	38:21: parameter p leaks to {storage for &T{...}} for pointerLiteral with derefs=0:
//	38:21:   flow: {storage for &T{...}} ← p:
//	38:21:     from T{...} (struct literal element) at fixture.go:38:43
//	38:41: &T{...} escapes to heap in pointerLiteral:
//	38:41:   flow: ~r0 ← &{storage for &T{...}}:
//	38:41:     from &T{...} (spill) at fixture.go:38:41
//	38:41:     from return &T{...} (return) at fixture.go:38:34
//	39:11: parameter p leaks to {heap} for sent with derefs=0:
//	39:11:   flow: {heap} ← p:
//	39:11:     from channel <- p (send) at fixture.go:39:39
//	40:38: n escapes to heap in converted:
//	40:38:   flow: {heap} ← &{storage for n}:
//	40:38:     from n (spill) at fixture.go:40:38
//	40:38:     from sink = n (assign) at fixture.go:40:36
//	41:23: parameter p leaks to {heap} for convertedPointer with derefs=0:
//	41:23:   flow: {heap} ← p:
//	41:23:     from p (interface-converted) at fixture.go:41:40
//	41:23:     from sink = p (assign) at fixture.go:41:38
//	42:13: parameter s leaks to r for ranged with derefs=1:
//	42:13:   flow: {temp} ← s:
//	42:13:   flow: r ← *{temp}:
//	42:13:     from for loop (range-deref) at fixture.go:43:13
//	47:18: parameter a leaks to r for rangedArray with derefs=1:
//	47:18:   flow: {temp} ← a:
//	47:18:   flow: r ← *{temp}:
//	47:18:     from for loop (range-deref) at fixture.go:48:13
//	52:14: parameter x leaks to p for dotType with derefs=0:
//	52:14:   flow: .autotmp_2 ← x:
//	52:14:     from x.(*int) (dot) at fixture.go:53:10
//	52:14:     from .autotmp_2, .autotmp_3 := x.(*int) (assign-pair-dot-type) at fixture.go:53:7
//	52:14:   flow: p ← .autotmp_2:
//	52:14:     from p, _ = (*int)(.autotmp_2), 0 (assign-pair) at fixture.go:53:7
//	56:15: parameter x leaks to ~r0 for asserted with derefs=0:
//	56:15:   flow: ~r0 ← x:
//	56:15:     from x.(*int) (dot) at fixture.go:56:37
//	56:15:     from return x.(*int) (return) at fixture.go:56:29
//	61:15: parameter x leaks to ~r0 for switched with derefs=0:
//	61:15:   flow: p ← x:
//	61:15:     from case *int: return p (switch case) at fixture.go:63:2
//	61:15:   flow: ~r0 ← p:
//	61:15:     from return p (return) at fixture.go:64:3
//	68:16: parameter p leaks to {heap} for parameter with derefs=0:
//	68:16:   flow: {heap} ← p:
//	68:16:     from assigned(p) (call parameter) at fixture.go:68:42
//	69:20: parameter p leaks to ~r0 for throughResult with derefs=1:
//	69:20:   flow: ~r0 ← *p:
//	69:20:     from dotOfPointer(p) (call parameter) at fixture.go:69:53
//	69:20:     from return dotOfPointer(p) (return) at fixture.go:69:34
//	70:20: parameter i leaks to {heap} for interfaceCall with derefs=0:
//	70:20:   flow: {heap} ← i:
//	70:20:     from i.M(p) (call parameter) at fixture.go:70:38
//	70:25: parameter p leaks to {heap} for interfaceCall with derefs=0:
//	70:25:   flow: {heap} ← p:
//	70:25:     from i.M(p) (call parameter) at fixture.go:70:38
//	71:27: parameter p leaks to {heap} for callee with derefs=0:
//	71:27:   flow: {heap} ← p:
//	71:27:     from f(p) (call parameter) at fixture.go:71:38
//	72:14: parameter p leaks to r for several with derefs=0:
//	72:14:   flow: {temp} ← p:
//	72:14:     from twice(p) (call parameter) at fixture.go:73:14
//	72:14:   flow: .autotmp_4 ← {temp}:
//	72:14:   flow: r ← .autotmp_4:
//	72:14:     from q, r = (*int)(.autotmp_3), .autotmp_4 (assign-pair) at fixture.go:73:7
//	72:14: parameter p leaks to q for several with derefs=0:
//	72:14:   flow: {temp} ← p:
//	72:14:     from twice(p) (call parameter) at fixture.go:73:14
//	72:14:   flow: .autotmp_3 ← {temp}:
//	72:14:   flow: q ← .autotmp_3:
//	72:14:     from q, r = (*int)(.autotmp_3), .autotmp_4 (assign-pair) at fixture.go:73:7
//	76:12: parameter p leaks to ~r1 for twice with derefs=0:
//	76:12:   flow: ~r1 ← p:
//	76:12:     from return p, p (return) at fixture.go:76:35
//	76:12: parameter p leaks to ~r0 for twice with derefs=0:
//	76:12:   flow: ~r0 ← p:
//	76:12:     from return p, p (return) at fixture.go:76:35
//	77:15: parameter p leaks to {storage for func literal} for captured with derefs=0:
//	77:15:   flow: {storage for func literal} ← p:
//	77:15:     from p (captured by a closure) at fixture.go:77:65
//	77:15: parameter p leaks to ~r0 for captured with derefs=0:
//	77:15:   flow: ~r0 ← p:
//	77:15:     from return p (return) at fixture.go:77:58
//	77:44: func literal escapes to heap in captured:
//	77:44:   flow: ~r0 ← &{storage for func literal}:
//	77:44:     from func literal (spill) at fixture.go:77:44
//	77:44:     from return func literal (return) at fixture.go:77:37
//	79:2: x escapes to heap in reference:
//	79:2:   flow: {storage for func literal} ← &x:
//	79:2:     from x (captured by a closure) at fixture.go:80:22
//	79:2:     from x (reference) at fixture.go:80:22
//	80:9: func literal escapes to heap in reference:
//	80:9:   flow: ~r0 ← &{storage for func literal}:
//	80:9:     from func literal (spill) at fixture.go:80:9
//	80:9:     from return func literal (return) at fixture.go:80:2
//	82:15: parameter p leaks to {heap} for deferred with derefs=0:
//	82:15:   flow: {heap} ← p:
//	82:15:     from keep = p (assign) at fixture.go:85:23
//	82:15: parameter p leaks to {storage for func literal} for deferred with derefs=0:
//	82:15:   flow: {storage for func literal} ← p:
//	82:15:     from p (captured by a closure) at fixture.go:85:25
//	84:3: x escapes to heap in deferred:
//	84:3:   flow: {storage for func literal} ← &x:
//	84:3:     from x (captured by a closure) at fixture.go:85:28
//	84:3:     from x (reference) at fixture.go:85:28
//	85:9: func literal escapes to heap in deferred:
//	85:9:   flow: {heap} ← &{storage for func literal}:
//	85:9:     from func literal (spill) at fixture.go:85:9
//	88:14: parameter p leaks to {heap} for started with derefs=0:
//	88:14:   flow: .autotmp_1 ← p:
//	88:14:     from .autotmp_1 = p (assign-pair) at fixture.go:88:24
//	88:14:   flow: {heap} ← .autotmp_1:
//	88:14:     from assigned(.autotmp_1) (call parameter) at fixture.go:88:35
//	88:14: parameter p leaks to {storage for func literal} for started with derefs=0:
//	88:14:   flow: .autotmp_1 ← p:
//	88:14:     from .autotmp_1 = p (assign-pair) at fixture.go:88:24
//	88:14:   flow: {storage for func literal} ← .autotmp_1:
//	88:14:     from .autotmp_1 (captured by a closure) at fixture.go:88:24
//	88:24: func literal escapes to heap in started:
//	88:24:   flow: {heap} ← &{storage for func literal}:
//	88:24:     from func literal (spill) at fixture.go:88:24
//	90:6: a escapes to heap in tooLarge:
//	90:6:   flow: {heap} ← &a:
//	90:6:     from a (too large for stack) at fixture.go:90:6
//	91:10: new([65537]byte) escapes to heap in tooLarge:
//	91:10:   flow: {heap} ← &{storage for new([65537]byte)}:
//	91:10:     from new([65537]byte) (too large for stack) at fixture.go:91:10
//	94:41: make([]struct {}, 3) escapes to heap in withoutSize:
//	94:41:   flow: {heap} ← &{storage for make([]struct {}, 3)}:
//	94:41:     from make([]struct {}, 3) (zero-sized element) at fixture.go:94:41
//	95:37: make([]int, n) escapes to heap in made:
//	95:37:   flow: ~r0 ← &{storage for make([]int, n)}:
//	95:37:     from make([]int, n) (spill) at fixture.go:95:37
//	95:37:     from return make([]int, n) (return) at fixture.go:95:26
//	96:14: parameter s leaks to ~r0 for toArray with derefs=1:
//	96:14:   flow: ~r0 ← *s:
//	96:14:     from ([1]*int)(s) (slice-to-array) at fixture.go:96:49
//	96:14:     from return ([1]*int)(s) (return) at fixture.go:96:34
//	100:3: x escapes to heap in loops:
//	100:3:   flow: p ← &x:
//	100:3:     from &x (address-of) at fixture.go:101:7
//	100:3:     from p = &x (assign) at fixture.go:101:5
//	105:43: a + b escapes to heap in concatenated:
//	105:43:   flow: {heap} ← &{storage for a + b}:
//	105:43:     from a + b (spill) at fixture.go:105:43
//	105:43:     from sink = a + b (assign) at fixture.go:105:39
//	105:43: a + b escapes to heap in concatenated:
//	105:43:   flow: {storage for a + b} ← &{storage for a + b}:
//	105:43:     from a + b (spill) at fixture.go:105:43
//	105:43:     from a + b (interface-converted) at fixture.go:105:43
//	106:47: string(b) escapes to heap in text:
//	106:47:   flow: {heap} ← &{storage for string(b)}:
//	106:47:     from string(b) (spill) at fixture.go:106:47
//	106:47:     from sink = string(b) (assign) at fixture.go:106:39
//	106:48: string(b) escapes to heap in text:
//	106:48:   flow: {storage for string(b)} ← &{storage for string(b)}:
//	106:48:     from string(b) (spill) at fixture.go:106:48
//	106:48:     from string(b) (interface-converted) at fixture.go:106:47
//	107:13: parameter t leaks to {heap} for linked with derefs=1:
//	107:13:   flow: {heap} ← *t:
//	107:13:     from t.p (dot of pointer) at fixture.go:111:10
//	107:13:     from keep = t.p (assign) at fixture.go:111:7
//	113:18: parameter i leaks to {heap} for methodValue with derefs=0:
//	113:18:   flow: {temp} ← i:
//	113:18:   flow: {heap} ← {temp}:
//	113:18: parameter i leaks to {storage for i.M} for methodValue with derefs=0:
//	113:18:   flow: {temp} ← i:
//	113:18:   flow: {storage for i.M} ← {temp}:
//	113:44: i.M escapes to heap in methodValue:
//	113:44:   flow: ~r0 ← &{storage for i.M}:
//	113:44:     from i.M (spill) at fixture.go:113:44
//	113:44:     from return i.M (return) at fixture.go:113:36
