package m

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

var (
	mu sync.Mutex
	n  atomic.Int64
)

//goesc:noalloc
func fine(s string, xs []int) {
	_ = strings.Contains(s, "a")
	_ = strings.HasPrefix(s, "a")
	_ = math.Sqrt(2)
	mu.Lock()
	mu.Unlock()
	n.Add(1)
	slices.Sort(xs)
	_ = utf8.RuneLen('a')
	_ = time.Now()
}

//goesc:noalloc
func wrong(s string, xs []int) {
	_ = strings.ToUpper(s)
	_ = fmt.Sprint("x")
	_ = time.NewTimer(time.Second)
	_ = strings.TrimFunc(s, nil)
	sort.Slice(xs, nil)
}

// +checkescape
func local(s string) { _ = strings.ToUpper(s) }

// +checkescape:hard
func followed(s string) { _ = strings.ToUpper(s) }
