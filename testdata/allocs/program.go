// What services do all day: records, builders, options, errors, generic containers, workers.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

type user struct {
	id   int
	name string
	tags []string
}

type option func(*server)

type server struct {
	mu      sync.Mutex
	byName  map[string]*user
	order   []string
	timeout time.Duration
	log     func(string)
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }

func (s *stack[T]) pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s square) area() float64 { return s.side * s.side }

type circle struct{ r float64 }

func (c *circle) area() float64 { return c.r * c.r * 3 }

type notFound struct{ name string }

func (e *notFound) Error() string { return "not found: " + e.name }

var (
	sinkUser   *user
	sinkServer *server
	sinkString string
	sinkError  error
	sinkShape  shape
	sinkBytes  []byte
	sinkInt    int
	errEmpty   = errors.New("empty")
)

func withTimeout(d time.Duration) option { return func(s *server) { s.timeout = d } }

func withLog(log func(string)) option { return func(s *server) { s.log = log } }

func newServer(options ...option) *server {
	s := &server{byName: make(map[string]*user)}
	for _, option := range options {
		option(s)
	}
	return s
}

func (s *server) add(name string, tags ...string) *user {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &user{id: len(s.order), name: name}
	u.tags = append(u.tags, tags...)
	s.byName[name] = u
	s.order = append(s.order, name)
	return u
}

func (s *server) find(name string) (*user, error) {
	if name == "" {
		return nil, errEmpty
	}
	u, ok := s.byName[name]
	if !ok {
		return nil, &notFound{name}
	}
	return u, nil
}

func work(i int) {
	name := "user" + strconv.Itoa(i)
	sinkServer = newServer(withTimeout(time.Duration(i)), withLog(func(string) {}))
	sinkUser = sinkServer.add(name, "a", "b")
	_, sinkError = sinkServer.find("x")
	_, sinkError = sinkServer.find("")
	sinkString = render(sinkUser)
	sinkString = join([]string{name, "b", "c"})
	containers(i)
	shapes(i)
	sinkError = wrap(i, sinkError)
	workers(i)
	text(name)
	sorted(i)
	dispatch(i)
	cached(name)
	sinkInt += parse("1,2,3,4")
}

func render(u *user) string {
	var b strings.Builder
	b.WriteString("user ")
	b.WriteString(u.name)
	for _, tag := range u.tags {
		b.WriteByte(' ')
		b.WriteString(tag)
	}
	return b.String()
}

func join(parts []string) string {
	out := ""
	for _, part := range parts {
		out += part + ","
	}
	return out
}

func containers(i int) {
	var s stack[int]
	s.push(i)
	s.push(i)
	n, _ := s.pop()
	t := &stack[*user]{}
	t.push(&user{id: n})
	u, _ := t.pop()
	sinkUser = u
	set := map[int]struct{}{}
	for j := range 20 {
		set[j] = struct{}{}
	}
	sinkInt += len(set)
}

func shapes(i int) {
	shapes := []shape{square{float64(i)}, &circle{1}, &circle{float64(i)}}
	sum := 0.0
	for _, s := range shapes {
		sum += s.area()
	}
	sinkInt += int(sum)
	sinkShape = square{2}
	sinkShape = square{float64(i)}
	sinkShape = &circle{2}
}

func wrap(i int, err error) error {
	if i%2 == 0 {
		return fmt.Errorf("request %d: %w", i+1000, err)
	}
	return errors.Join(err, errEmpty)
}

func workers(i int) {
	var wait sync.WaitGroup
	results := make(chan int, 4)
	for j := range 4 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			results <- i * j
		}()
	}
	wait.Wait()
	close(results)
	for r := range results {
		sinkInt += r
	}
}

func text(name string) {
	data := []byte(name)
	sinkBytes = data
	upper := strings.ToUpper(name)
	sinkString = upper
	if string(data) == upper {
		sinkInt++
	}
	var buf bytes.Buffer
	buf.WriteString(name)
	fmt.Fprintf(&buf, "%s-%d", name, sinkInt+1000)
	sinkString = buf.String()
	scanner := bufio.NewScanner(strings.NewReader("a b\nc d\n"))
	for scanner.Scan() {
		sinkInt += len(scanner.Bytes())
	}
}

func sorted(i int) {
	numbers := make([]int, 0, 8)
	for j := range 8 {
		numbers = append(numbers, (j*7+i)%8)
	}
	sort.Slice(numbers, func(a, b int) bool { return numbers[a] < numbers[b] })
	sort.Ints(numbers)
	sinkInt += numbers[0]
}

func dispatch(i int) {
	handlers := map[string]func(int) int{
		"double": func(x int) int { return 2 * x },
		"add":    func(x int) int { return x + i },
	}
	sinkInt += handlers["add"](1)
	defer func() {
		if r := recover(); r != nil {
			sinkInt++
		}
	}()
	if i%3 == 0 {
		panic(fmt.Sprintf("bad %d", i+1000))
	}
}

var cache = map[string][]byte{}

func cached(name string) []byte {
	if b, ok := cache[name]; ok {
		return b
	}
	b := []byte(strings.Repeat(name, 2))
	cache[name] = b
	return b
}

func parse(line string) (sum int) {
	for _, field := range strings.Split(line, ",") {
		n, err := strconv.Atoi(field)
		if err != nil {
			sinkError = err
		}
		sum += n
	}
	return sum
}
