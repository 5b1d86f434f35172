package inventory

// Ordered is any type with an order.
type Ordered interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint64 | ~float64 | ~string
}

// SortFunc sorts in place.
func SortFunc[S ~[]E, E any](s S, cmp func(a, b E) int) {
	for i := 1; i < len(s); i++ {
		for j := i; j > 0 && cmp(s[j], s[j-1]) < 0; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

// Compare orders two values.
func Compare[T Ordered](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Map applies a function to each element.
func Map[T, U any](s []T, f func(T) U) []U {
	out := make([]U, len(s))
	for i, x := range s {
		out[i] = f(x)
	}
	return out
}

// Filter yields the elements that satisfy a condition.
func Filter[T any](seq func(yield func(T) bool), keep func(T) bool) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		for x := range seq {
			if keep(x) && !yield(x) {
				return
			}
		}
	}
}

// All yields the items of a store.
func (s *Store) All() func(yield func(*Item) bool) {
	return func(yield func(*Item) bool) {
		for item := s.head; item != nil; item = item.next {
			if !yield(item) {
				return
			}
		}
	}
}

// Tree is an ordered map.
type Tree[K Ordered, V any] struct {
	root *treeNode[K, V]
	size int
}

type treeNode[K Ordered, V any] struct {
	key         K
	value       V
	left, right *treeNode[K, V]
}

// Put stores a value.
func (t *Tree[K, V]) Put(key K, value V) (old V, replaced bool) {
	at := &t.root
	for *at != nil {
		switch c := Compare(key, (*at).key); {
		case c < 0:
			at = &(*at).left
		case c > 0:
			at = &(*at).right
		default:
			old, (*at).value = (*at).value, value
			return old, true
		}
	}
	*at = &treeNode[K, V]{key: key, value: value}
	t.size++
	return old, false
}

// Get finds a value.
func (t *Tree[K, V]) Get(key K) (value V, ok bool) {
	for n := t.root; n != nil; {
		switch c := Compare(key, n.key); {
		case c < 0:
			n = n.left
		case c > 0:
			n = n.right
		default:
			return n.value, true
		}
	}
	return
}

// Walk yields keys and values in order.
func (t *Tree[K, V]) Walk(yield func(K, V) bool) {
	t.root.walk(yield)
}

func (n *treeNode[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.value) && n.right.walk(yield)
}

// Cache keeps the last values that a function returned.
type Cache[K comparable, V any] struct {
	load    func(K) (V, error)
	entries map[K]*entry[K, V]
	newest  *entry[K, V]
	oldest  *entry[K, V]
	limit   int
}

type entry[K comparable, V any] struct {
	key        K
	value      V
	prev, next *entry[K, V]
}

// NewCache makes a cache of at most limit values.
func NewCache[K comparable, V any](limit int, load func(K) (V, error)) *Cache[K, V] {
	return &Cache[K, V]{load: load, entries: make(map[K]*entry[K, V], limit), limit: limit}
}

// Get returns the value of a key.
func (c *Cache[K, V]) Get(key K) (V, error) {
	if e, ok := c.entries[key]; ok {
		c.unlink(e)
		c.push(e)
		return e.value, nil
	}
	value, err := c.load(key)
	if err != nil {
		var zero V
		return zero, err
	}
	if len(c.entries) >= c.limit {
		old := c.oldest
		c.unlink(old)
		delete(c.entries, old.key)
	}
	e := &entry[K, V]{key: key, value: value}
	c.entries[key] = e
	c.push(e)
	return value, nil
}

func (c *Cache[K, V]) push(e *entry[K, V]) {
	e.prev, e.next = nil, c.newest
	if c.newest != nil {
		c.newest.prev = e
	} else {
		c.oldest = e
	}
	c.newest = e
}

func (c *Cache[K, V]) unlink(e *entry[K, V]) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		c.newest = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		c.oldest = e.prev
	}
}

// Summary counts items and money by tag.
func Summary(s *Store) (names []string, totals map[string]Money) {
	tree := Tree[string, int]{}
	totals = make(map[string]Money)
	cheap := Filter(s.All(), func(item *Item) bool { return item.Price < 100_00 })
	for item := range cheap {
		for _, tag := range item.Tags {
			n, _ := tree.Get(tag)
			tree.Put(tag, n+1)
			totals[tag] += item.Price
		}
	}
	for tag, n := range tree.Walk {
		names = append(names, tag+" "+itoa(int64(n)))
	}
	prices := NewCache(16, func(id ID) (Money, error) {
		item, err := s.Get(id)
		if err != nil {
			return 0, err
		}
		return item.Price, nil
	})
	if m, err := prices.Get(1); err == nil {
		totals["first"] = m
	}
	return Map(names, func(s string) string { return s }), totals
}
