// Package inventory is the input of the benchmarks: a small store with an index, a query language
// and a scheduler, without imports, written to hold every common construct in usual proportions.
package inventory

// ID identifies an item.
type ID int64

// Item is what the store holds.
type Item struct {
	ID       ID
	Name     string
	Tags     []string
	Price    Money
	Location *Shelf
	Attrs    map[string]Value
	next     *Item
}

// Money is an amount in cents.
type Money int64

// String formats an amount.
func (m Money) String() string {
	neg := m < 0
	if neg {
		m = -m
	}
	digits := itoa(int64(m) / 100)
	rest := itoa(int64(m) % 100)
	if len(rest) < 2 {
		rest = "0" + rest
	}
	s := digits + "." + rest
	if neg {
		s = "-" + s
	}
	return s
}

// Shelf is where an item lies.
type Shelf struct {
	Room  string
	Row   int
	Board int
	items []*Item
}

// Value is the value of an attribute.
type Value interface {
	Equal(Value) bool
	String() string
}

// Text is a textual value.
type Text string

// Number is a numeric value.
type Number float64

// List is a value of values.
type List []Value

// Equal reports whether two values are the same.
func (t Text) Equal(v Value) bool {
	u, ok := v.(Text)
	return ok && t == u
}

// String returns the text.
func (t Text) String() string { return string(t) }

// Equal reports whether two values are the same.
func (n Number) Equal(v Value) bool {
	switch v := v.(type) {
	case Number:
		return n == v
	case Text:
		return n.String() == string(v)
	default:
		return false
	}
}

// String formats the number.
func (n Number) String() string {
	whole := int64(n)
	s := itoa(whole)
	if frac := float64(n) - float64(whole); frac != 0 {
		s += "." + itoa(int64(frac*1000))
	}
	return s
}

// Equal reports whether two values are the same.
func (l List) Equal(v Value) bool {
	m, ok := v.(List)
	if !ok || len(l) != len(m) {
		return false
	}
	for i := range l {
		if !l[i].Equal(m[i]) {
			return false
		}
	}
	return true
}

// String formats the list.
func (l List) String() string {
	buf := make([]byte, 0, 64)
	buf = append(buf, '[')
	for i, v := range l {
		if i > 0 {
			buf = append(buf, ", "...)
		}
		buf = append(buf, v.String()...)
	}
	return string(append(buf, ']'))
}

func itoa(n int64) string {
	if n == 0 {
		return "0"
	}
	var buf [20]byte
	i := len(buf)
	neg := n < 0
	for n != 0 {
		d := n % 10
		if d < 0 {
			d = -d
		}
		i--
		buf[i] = byte('0' + d)
		n /= 10
	}
	if neg {
		i--
		buf[i] = '-'
	}
	return string(buf[i:])
}

// NotFound is the error of a missing item.
type NotFound struct{ ID ID }

// Error describes the error.
func (e *NotFound) Error() string { return "no item " + itoa(int64(e.ID)) }

// Store holds items by id and by tag.
type Store struct {
	items   map[ID]*Item
	byTag   map[string][]*Item
	shelves map[string]*Shelf
	head    *Item
	nextID  ID
	hooks   []func(event Event, item *Item) error
	log     Logger
}

// Event is what happened to an item.
type Event uint8

// The events.
const (
	Added Event = iota
	Moved
	Removed
	numEvents
)

var eventNames = [numEvents]string{Added: "added", Moved: "moved", Removed: "removed"}

// String names the event.
func (e Event) String() string {
	if e < numEvents {
		return eventNames[e]
	}
	return "event " + itoa(int64(e))
}

// Logger takes lines.
type Logger interface {
	Log(format string, args ...any)
}

// Discard is a logger that drops everything.
type Discard struct{}

// Log does nothing.
func (Discard) Log(string, ...any) {}

// Option changes a store.
type Option func(*Store)

// WithLogger sets the logger.
func WithLogger(l Logger) Option {
	return func(s *Store) { s.log = l }
}

// WithHook adds a hook.
func WithHook(hook func(Event, *Item) error) Option {
	return func(s *Store) { s.hooks = append(s.hooks, hook) }
}

// New makes a store.
func New(options ...Option) *Store {
	s := &Store{
		items:   make(map[ID]*Item),
		byTag:   map[string][]*Item{},
		shelves: map[string]*Shelf{},
		nextID:  1,
		log:     Discard{},
	}
	for _, option := range options {
		option(s)
	}
	return s
}

// Add puts an item into the store.
func (s *Store) Add(name string, price Money, tags ...string) (*Item, error) {
	item := &Item{ID: s.nextID, Name: name, Price: price, Tags: append([]string(nil), tags...)}
	s.nextID++
	item.next, s.head = s.head, item
	s.items[item.ID] = item
	for _, tag := range tags {
		s.byTag[tag] = append(s.byTag[tag], item)
	}
	if err := s.emit(Added, item); err != nil {
		delete(s.items, item.ID)
		return nil, err
	}
	return item, nil
}

// Get finds an item.
func (s *Store) Get(id ID) (*Item, error) {
	if item, ok := s.items[id]; ok {
		return item, nil
	}
	return nil, &NotFound{id}
}

// Move puts an item on a shelf.
func (s *Store) Move(id ID, room string, row, board int) error {
	item, err := s.Get(id)
	if err != nil {
		return err
	}
	key := room + "/" + itoa(int64(row)) + "/" + itoa(int64(board))
	shelf := s.shelves[key]
	if shelf == nil {
		shelf = &Shelf{Room: room, Row: row, Board: board}
		s.shelves[key] = shelf
	}
	if old := item.Location; old != nil {
		for i, other := range old.items {
			if other == item {
				old.items = append(old.items[:i], old.items[i+1:]...)
				break
			}
		}
	}
	item.Location = shelf
	shelf.items = append(shelf.items, item)
	return s.emit(Moved, item)
}

func (s *Store) emit(event Event, item *Item) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Log("hook panicked on %s of %d: %v", event, item.ID, r)
			err = &HookError{event, r}
		}
	}()
	for i, hook := range s.hooks {
		if err := hook(event, item); err != nil {
			s.log.Log("hook %d failed: %v", i, err)
			return err
		}
	}
	s.log.Log("%s %q at %s", event, item.Name, item.Price)
	return nil
}

// HookError is the error of a hook that panicked.
type HookError struct {
	Event Event
	Cause any
}

// Error describes the error.
func (e *HookError) Error() string {
	if err, ok := e.Cause.(error); ok {
		return e.Event.String() + ": " + err.Error()
	}
	return e.Event.String() + ": hook panicked"
}
