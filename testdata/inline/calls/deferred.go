// A function that defers, starts a goroutine or recovers isn't inlined; nor are calls in these
// statements.
// flags: -m

package main

type mutex struct{ locked bool }

func (m *mutex) lock()   { m.locked = true } // want 6 `can inline (*mutex).lock` 7 `m does not escape`
func (m *mutex) unlock() { m.locked = false } // want 6 `can inline (*mutex).unlock` 7 `m does not escape`

// The literal around the deferred call is inlined into nothing, but the call in it is.
func guarded(m *mutex, x *int) int { // want 14 `m does not escape` 24 `x does not escape`
	m.lock() // want 8 `inlining call to (*mutex).lock`
	defer m.unlock() // want 2 `can inline guarded.deferwrap1` 16 `inlining call to (*mutex).unlock`
	return *x
}

func work(done chan bool) { done <- true } // want 6 `can inline work` 11 `done does not escape`

func start() {
	done := make(chan bool)
	go work(done) // want 2 `can inline start.gowrap1` 9 `inlining call to work`
	<-done
}

func safe(f func()) (ok bool) { // want 11 `f does not escape`
	defer func() { // want 8 `func literal does not escape`
		ok = recover() == nil
	}()
	f()
	return
}

// Without arguments the call stays as it is.
func last() {} // want 6 `can inline last`

func plain() { defer last() }

func main() {
	var m mutex
	x := 1
	println(guarded(&m, &x), safe(start))
	plain()
}
