// Instantiation with given and inferred type arguments; operands of type parameters.
package p

type number interface {
	~int | ~int64 | ~float64
}

type pair[K comparable, V any] struct {
	key K
	val V
}

func (p pair[A, B]) get() (A, B) { return p.key, p.val }
func (p *pair[A, B]) set(v B)    { p.val = v }

type list[T any] struct {
	head *node[T]
	size int
}

type node[T any] struct {
	next *node[T]
	elem T
}

func (l *list[T]) push(x T) {
	l.head = &node[T]{l.head, x}
	l.size++
}

func (l *list[T]) all() func(func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.elem) {
				return
			}
			i++
		}
	}
}

func transform[T, U any](xs []T, f func(T) U) []U {
	var out []U
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}

func sum[T number](xs ...T) (total T) {
	for _, x := range xs {
		total += x
	}
	return total + 1
}

func id[T any](x T) T { return x }

func apply[T any](x T, fs ...func(T) T) T { return fs[0](x) }

func keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }

type counts map[string]int

type setter[T any] interface {
	*T
	set(int)
}

type box struct{ n int }

func (b *box) set(n int) { b.n = n }

func build[T any, P setter[T]]() T {
	var x T
	P(&x).set(3)
	return x
}

func use(c counts, l list[string]) {
	_ = transform([]int{1}, func(i int) string { return "" })
	_ = transform([]int{1}, id)
	_ = sum(1, 2.5)
	_ = sum[int64](1, 2)
	_ = apply(1, id, id[int])
	_ = keys(c)
	_ = build[box]()
	var f func(string) string = id
	g := id[float64]
	p := pair[string, int]{"a", 1}
	k, v := p.get()
	p.set(2)
	h := (*pair[string, int]).set
	l.push("x")
	push := l.push
	for i, s := range l.all() {
		_, _ = i, s
	}
	_, _, _, _, _, _ = f, g, k, v, h, push
}

func core[S ~[]E, E any, M ~map[string]E, B ~string | ~[]byte, P *E | *[4]E](s S, m M, b B, e E) {
	s[0] = e
	_ = s[1:]
	m["a"] = e
	_, ok := m["b"]
	_ = b[0]
	_ = len(b) + len(s) + cap(s)
	_ = string(b)
	_ = []byte(b)
	s = append(s, e, e)
	_ = make(S, 3)
	_ = ok
	for range s {
	}
	var z E
	_ = any(z)
	_ = S{e, 1: e}
}

func convert[T number, U number](x T) U {
	var c T = 3
	if x < 2 && x != c {
		return U(x) + 1
	}
	return U(x * 2)
}

type tree[T any] struct {
	left, right *tree[T]
	elem        T
}

func (t *tree[T]) fold[A any](zero A, f func(A, T) A) A {
	if t == nil {
		return zero
	}
	return f(t.right.fold(t.left.fold(zero, f), f), t.elem)
}

func methods(t *tree[string]) int {
	n := t.fold(0, func(n int, s string) int { return n + len(s) })
	m := t.fold[float64]
	_ = m
	return n
}
