// Strategies against escapes, and what becomes of them.
package seed

import (
	"sync"
	"unsafe"
)

func buildFixedMap() map[[4]byte]int {
	m := make(map[[4]byte]int, 8) // want 11 `make(map[[4]byte]int, 8) escapes to heap`
	key := [4]byte{1, 2, 3, 4}
	m[key] = 42
	return m
}

func useStringKey(key string) int { // want 19 `leaking param: key`
	m := map[string]int{} // want 21 `map[string]int{} does not escape`
	m[key] = 1
	return m[key]
}

// UserProfile is large, so the map holds its address.
type UserProfile struct {
	ID       int64
	Name     string
	Tags     []string
	Metadata map[string]string
}

func newUserProfile() *UserProfile {
	return &UserProfile{ // want 9 `&UserProfile{...} escapes to heap`
		Tags: make([]string, 0, 16), // want 13 `make([]string, 0, 16) escapes to heap`
	}
}

// Config is cached behind an unsafe.Pointer.
type Config struct{ Timeout int }

func cacheConfig() {
	var cache sync.Map // want 6 `moved to heap: cache`
	cfg := &Config{Timeout: 30} // want 9 `&Config{...} escapes to heap`
	cache.LoadOrStore("main", unsafe.Pointer(cfg)) // want 20 `"main" escapes to heap`
}

// elsewhere:
//	internal/sync/hashtriemap.go:75:15: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:82:8: "internal/sync.HashTrieMap: ran out of hash bits while iterating" escapes to heap
//	internal/sync/hashtriemap.go:123:10: "internal/sync.HashTrieMap: ran out of hash bits while iterating" escapes to heap
//	internal/sync/hashtriemap.go:181:10: "internal/sync.HashTrieMap: ran out of hash bits while inserting (inc... escapes to heap
//	internal/sync/hashtriemap.go:231:10: "internal/sync.HashTrieMap: ran out of hash bits while iterating" escapes to heap
//	internal/sync/hashtriemap.go:283:9: "called CompareAndSwap when value is not of comparable type" escapes to heap
//	internal/sync/hashtriemap.go:314:55: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:319:14: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:327:14: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:342:10: "internal/sync.HashTrieMap: ran out of hash bits while iterating" escapes to heap
//	internal/sync/hashtriemap.go:371:9: "called CompareAndDelete when value is not of comparable type" escapes to heap
//	internal/sync/hashtriemap.go:376:55: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:404:10: "internal/sync.HashTrieMap: ran out of hash bits while iterating" escapes to heap
//	internal/sync/hashtriemap.go:457:10: "internal/sync.HashTrieMap: ran out of hash bits while iterating" escapes to heap
//	internal/sync/hashtriemap.go:483:9: func literal escapes to heap
//	internal/sync/hashtriemap.go:550:9: &sync.indirect[go.shape.interface {},go.shape.interface {}]{...} escapes to heap
//	internal/sync/hashtriemap.go:572:9: &sync.entry[go.shape.interface {},go.shape.interface {}]{...} escapes to heap
//	internal/sync/hashtriemap.go:586:13: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:596:13: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:675:13: new(<node DYNAMICTYPE>) does not escape
//	internal/sync/hashtriemap.go:708:9: "called entry on non-entry node" escapes to heap
//	internal/sync/hashtriemap.go:715:9: "called indirect on entry node" escapes to heap
