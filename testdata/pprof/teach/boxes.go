package teach

import (
	"errors"
	"fmt"
	"strings"
)

var errEmpty = errors.New("empty")

type failure struct {
	place string
	line  int
}

func (f failure) Error() string { return f.place }

func check(line int) error {
	if line > 0 {
		return failure{"here", line}
	}
	return errEmpty
}

var anything any

func box(n int) { anything = n + 1000 }

func label(name string, n int) string {
	return fmt.Sprintf(
		"%s: %d",
		name,
		n,
	)
}

func join(a, b string) string {
	return a + ": " +
		b
}

func bytes(s string) []byte { return []byte(s) }

func text(b []byte) string {
	return string(b)
}

func build(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString("0123456789")
	}
	return b.String()
}
