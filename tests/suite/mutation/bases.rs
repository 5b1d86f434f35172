//! The texts that are changed: each construct of the language, and parts of the programs of this
//! repository.

use std::path::{Path, PathBuf};

use super::random::Random;

/// How long a part of a program is at most, in bytes: many short texts find more than a few long
/// ones.
const PART: usize = 2_000;

/// Programs with every construct of the language, in little text.
pub const CONSTRUCTS: [&str; 12] = [
    r#"package p
type Number interface{ ~int | ~float64 }
type List[T any] struct { head *node[T]; size int }
type node[T any] struct { value T; next *node[T] }
func (l *List[T]) Push(v T) *List[T] { l.head = &node[T]{v, l.head}; l.size++; return l }
func (l *List[T]) Map[U any](f func(T) U) *List[U] { r := new(List[U]); for n := l.head; n != nil; n = n.next { r.Push(f(n.value)) }; return r }
func Sum[N Number](xs ...N) (s N) { for _, x := range xs { s += x }; return }
func use() any { l := (&List[int]{}).Push(1); m := l.Map(func(x int) string { return "s" }); return Sum(1.5, 2) + float64(m.size) }
type Tree[K comparable, V any] = map[K]List[V]
var t Tree[string, int]
"#,
    r#"package p
import "iter"
func Count(n int) iter.Seq2[int, string] { return func(yield func(int, string) bool) { for i := range n { if !yield(i, "x") { return } } } }
func loops(xs []int, m map[string]*int, c chan int, f func(func(int) bool), a *[4]int) (r int) {
outer:
	for i, s := range Count(10) {
		defer func() { r += i }()
		for x := range f { if x > 3 { continue outer }; if s == "" { break outer }; if x < 0 { return x }; goto next; next: }
	}
	for range 3 { }
	for i := range a { r += i }
	for k, v := range m { *v = len(k) }
	for v := range c { r += v }
	for i, ch := range "text" { r += i + int(ch) }
	for i := 0; i < len(xs); i++ { g := func() int { return i }; r += g() }
	return
}
"#,
    r#"package p
type T struct { a int; b *T; E; f func(*T) }
type E struct{ x [3]int }
func (e *E) Ptr() *int { return &e.x[0] }
func (e E) Val() int { return e.x[1] }
type I interface { Ptr() *int; Val() int }
func values(t *T) (I, func() *int, func(E) int) {
	p := new(int)
	q := new(*p + 1)
	s := make([]*int, 2, *q)
	s = append(s, p, q)
	m := map[string][]*int{"a": s, "b": {p}}
	u := T{a: 1, b: &T{}, f: func(t *T) { t.b = t }}
	copy(s, m["a"]); delete(m, "b"); clear(m)
	var i I = &u
	if v, ok := i.(*T); ok { v.f(v) }
	return i, i.Ptr, E.Val
}
"#,
    r#"package p
func control(x any, c, d chan *int, n int) (err error) {
	defer func() { if r := recover(); r != nil { err, _ = r.(error) } }()
	switch y := x.(type) {
	case nil: return nil
	case int, string: _ = y
	case *int: c <- y
	case func() error: return y()
	case []byte: x = string(y) + "z"
	default: go func(z any) { x = z }(y)
	}
	switch { case n > 1: fallthrough; case n > 2: n--; default: panic(n) }
	switch n := n * 2; n { case 1, 2: case 3: break }
	select {
	case v := <-c: *v = 1
	case v, ok := <-d: if ok { d <- v }
	case d <- new(int):
	default:
	}
	if n := len(c); n > 0 { goto end } else if n < 0 { return }
loop:
	for { if n++; n > 5 { break loop }; continue loop }
end:
	return
}
"#,
    r#"package p
import ("fmt"; "strings"; "unsafe"; "errors")
const ( A = iota; B; C = 1 << (10 * iota); D = "s" + "t"; F = 1.5e3; G = 'x'; H = 2i )
var ( g0, g1 = pair(); g2 = &g3; g3 = [...]int{2: 1, 5}; g4 = func() *int { return &g3[0] } )
var err = errors.New("e")
func pair() (int, *int) { x := 1; return x, &x }
func init() { g0++ }
func text(xs []string, b []byte, p unsafe.Pointer) string {
	var sb strings.Builder
	sb.WriteString(fmt.Sprintf("%d %v", len(xs), xs))
	s := string(b); b = []byte(s); r := []rune(s); s = string(r)
	u := uintptr(p); p = unsafe.Pointer(u + unsafe.Sizeof(s)); _ = unsafe.Slice((*byte)(p), 3)
	fmt.Println(s, min(1, 2), max("a", s), complex(1, 2), real(H))
	return sb.String() + s + D
}
"#,
    r#"package p
type Set[K comparable] map[K]struct{}
func (s Set[K]) All() func(func(K) bool) { return func(yield func(K) bool) { for k := range s { if !yield(k) { return } } } }
type Pair[A, B any] struct { first A; second B }
func Make[A, B any, P *A | []B](a A, b B, p P) *Pair[A, B] { return &Pair[A, B]{a, b} }
func Apply[S ~[]E, E, F any](s S, f func(E) F) (r []F) { for _, e := range s { r = append(r, f(e)) }; return }
type Stringer interface { String() string }
type Named[S Stringer] interface { *S; Stringer; comparable }
func Call[T any, PT interface { *T; Set(string) }](s string) T { var t T; PT(&t).Set(s); return t }
type V struct{ s string }
func (v *V) Set(s string) { v.s = s }
func run() any { f := Apply[[]int, int, *int]; _ = Call[V]("x"); s := Set[string]{}; for k := range s.All() { _ = k }; return f(nil, func(x int) *int { return &x }) }
"#,
    r#"package p
type R struct { next *R; data [100]byte; m map[R2]*R; c chan<- *R; i interface { M(*R) R } }
type R2 struct { a, b any; s string }
func (r R) M(p *R) R { r.next = p; return *p }
func eq(a, b R2, x, y [2]any, i, j interface{ M(*R) R }) bool { return a == b && x == y && i == j && i == (R{}) }
func big() { var a [1 << 21]int; b := make([]int, 1<<17); c := new([1 << 17]int); a[0], b[0], c[0] = 1, 2, 3; d := [...]string{5: "x"}; _ = d }
func shift(u uint8, n int) (r uint16) { r = uint16(u)<<n | 1<<u&^3; r ^= 1; r <<= 2; n, u = int(u), uint8(n); return +r }
"#,
    r#"package p
//goesc:noescape,noalloc because
func asserted(p *int) *int { x := *p //goesc:noescape
	return &x //nolint:goesc // why
}
//go:noinline
func kept(f func(...any), xs ...any) { f(xs...); f(1, "a", 2.5, nil, xs) }
//gcassert:inline
func small(x int) int { return x + 1 }
//go:nosplit
//go:noescape
func body(p *byte)
//goesc:noleak
func leak(p, q *int) { sink = p; _ = q }
var sink *int
/* +checkescape:all */
func star(m map[int]*int) { m[small(1)] = sink }
//line other.go:10:5
func moved() *int { y := 2; return &y }
"#,
    r#"package main
import "example.com/missing"
import . "fmt"
import q "os"
type W struct { missing.T; *q.File; n int }
func (w *W) Do(x missing.U, f func(missing.V)) (missing.R, error) { go f(x.V); defer missing.Done(w); return w.T.Call(x, &w.n), nil }
func main() { var w W; Println(w.Do(missing.X, func(v missing.V) { w.n++ })); for k, v := range missing.All() { _, _ = k, v } }
"#,
    r#"package p
func closures(n int) []func() int {
	var fs []func() int
	x, y, z := 1, n, &n
	add := func(f func() int) { fs = append(fs, f) }
	add(func() int { x++; return x })
	add(func() int { return y + func() int { return *z }() })
	var rec func(int) int
	rec = func(k int) int { if k < 2 { return 1 }; return rec(k-1) + rec(k-2) }
	defer add(func() int { return rec(n) })
	go func(fs ...func() int) { for _, f := range fs { f() } }(fs...)
	t := struct { a int; f func() }{1, func() { x = 0 }}
	t.f(); func() {}()
	return fs
}
type M map[string]func(M) M
func (m M) do(k string) M { if f, ok := m[k]; ok { return f(m) }; return M{k: M.self, "x": func(m M) M { return m.do("x") }} }
func (m M) self() M { return m }
"#,
    r#"package p
type A = B
type B = *C[A]
type C[T any] struct { t T; c *C[T] }
type I1 interface { I2; m1() I1 }
type I2 interface { m2(I1) }
type S1 struct { *S2; f1 int }
type S2 struct { *S1; f2 int }
type F func(F) F
type G[T interface { ~[]E }, E any] struct { t T; e E }
func (g G[T, E]) get(i int) (e E) { e = g.t[i]; return }
func (f F) call() F { return f(f).call() }
var v1, v2 = v3, F.call
var v3 = func() I1 { var s S1; _ = s.f2; return nil }()
const c1, c2 = c3 + 1, len([c1]int{})
const c3 = 4
"#,
    r#"package p
import "testing"
func BenchmarkX(b *testing.B) { for b.Loop() { x := f(1); _ = x } }
func f(x int) *int { return &x }
func dead(p *int) int { if false { return *p }; const debug = false; if debug { sink(p) }; for false { }; switch 1 { case 2: sink(p) }; return 0 }
func sink(any) {}
func multi() (a, b int, c *string) { a, b = b, a; x, y := two(); a, _ = x, y; two(); return three(two()) }
func two() (int, int) { return 1, 2 }
func three(a, b int) (int, int, *string) { s := "s"; return a, b, &s }
func variadic(a int, b ...*int) { variadic(a, b...); variadic(1); variadic(1, &a, nil) }
func ptrs(pp **int, a [3]*int, s []struct{ p *int }) *int { *pp = a[1]; s[0].p = *pp; pp = &s[1].p; return *(&a[2]) }
"#,
];

/// The texts to change.
pub struct Bases(Vec<Vec<u8>>);

impl Bases {
    /// The constructs, and all programs below the directories.
    pub fn read(directories: &[PathBuf]) -> Bases {
        let mut files = Vec::new();
        for directory in directories {
            find(directory, &mut files);
        }
        files.sort();
        let files = files.iter().map(|path| std::fs::read(path).expect("a source file"));
        Bases(CONSTRUCTS.iter().map(|text| text.as_bytes().to_vec()).chain(files).collect())
    }

    /// One of them or a part of one: a construct every third time.
    pub fn one(&self, random: &mut Random) -> Vec<u8> {
        let of = match random.below(3) {
            0 => CONSTRUCTS.len(),
            _ => self.0.len(),
        };
        let text = &self.0[random.below(of)];
        if text.len() <= PART { text.clone() } else { part(text, random) }
    }
}

/// Some declarations of a text, after its imports.
fn part(text: &[u8], random: &mut Random) -> Vec<u8> {
    let lines: Vec<&[u8]> = text.split_inclusive(|&b| b == b'\n').collect();
    let begins = |line: &[u8]| {
        [&b"func "[..], b"type ", b"var ", b"const "].iter().any(|word| line.starts_with(word))
    };
    let starts: Vec<usize> = (0..lines.len()).filter(|&i| begins(lines[i])).collect();
    let head = starts.first().copied().unwrap_or(0);
    let start = starts.get(random.below(starts.len())).copied().unwrap_or(0);
    let mut part: Vec<u8> = lines[..head].concat();
    part.truncate(PART);
    for line in &lines[start..] {
        if part.len() + line.len() > 2 * PART {
            break;
        }
        part.extend_from_slice(line);
    }
    part
}

fn find(directory: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(directory).expect("a directory");
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "go" || kind == "txt") {
            found.push(path);
        }
    }
}
