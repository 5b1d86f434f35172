// Package main is one file as people write it: it imports fmt, net/http and sync.
package main

import (
	"fmt"
	"net/http"
	"sync"
)

type counter struct {
	mu   sync.Mutex
	hits map[string]*int
}

func (c *counter) hit(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.hits[path]
	if !ok {
		n = new(int)
		c.hits[path] = n
	}
	*n++
	return *n
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := c.hit(r.URL.Path)
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "%s: %d\n", r.URL.Path, n)
}

func main() {
	c := &counter{hits: make(map[string]*int)}
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.hit(fmt.Sprint("/", i))
		}()
	}
	wg.Wait()
	if err := http.ListenAndServe(":8080", c); err != nil {
		fmt.Println(err)
	}
}
