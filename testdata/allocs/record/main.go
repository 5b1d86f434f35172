// Runs work 300 times and prints what each line of the program beside it allocated: line, objects,
// bytes. An allocation belongs to the innermost frame that isn't the runtime's.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
)

var noise []byte

var _ = everything()

func everything() bool {
	runtime.MemProfileRate = 1
	return true
}

func main() {
	for i := range 300 {
		work(i)
		noise = make([]byte, 1+i*7%13) // lets the tiny allocator begin elsewhere
	}
	runtime.GC()
	runtime.GC()
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 10000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("too many records")
	}
	type sum struct{ objects, bytes int64 }
	lines := map[int]sum{}
	for _, record := range records[:n] {
		frames := runtime.CallersFrames(record.Stack())
		for {
			frame, more := frames.Next()
			if strings.HasPrefix(frame.Function, "runtime.") || strings.HasPrefix(frame.Function, "internal/runtime/") {
				if more {
					continue
				}
				break
			}
			if filepath.Base(frame.File) == os.Args[1] {
				s := lines[frame.Line]
				lines[frame.Line] = sum{s.objects + record.AllocObjects, s.bytes + record.AllocBytes}
			}
			break
		}
	}
	var order []int
	for line := range lines {
		order = append(order, line)
	}
	sort.Ints(order)
	for _, line := range order {
		fmt.Printf("%s:%d %d %d\n", os.Args[1], line, lines[line].objects, lines[line].bytes)
	}
}
