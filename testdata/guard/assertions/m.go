package m

var sink *int

//goesc:noescape
func sum(xs []int) int {
	total := new(int)
	sink = total
	func() {
		x := 1 // of a function literal in the function
		sink = &x
	}()
	for _, x := range xs {
		*total += x
	}
	return *total
}

//goesc:noescape
func fine(n int) int {
	xs := make([]int, 0, n)
	return len(xs)
}

// first has a documentation.
//
//goesc:noleak,noescape on the path of every request
func first(xs []*int) *int { return xs[0] }

func params(
	//goesc:noleak
	a *int,
	b *int, //goesc:noleak
) {
	sink = a
	_ = b
}

func lines() {
	x := 1 //goesc:noescape
	sink = &x
	//goesc:noescape
	// another comment
	y := 2
	sink = &y
	z := 3 //goesc:noescape
	_ = z
	f := func(p *int) { sink = p } //goesc:noleak
	f(nil)
}

var table = map[string]*int{
	"a": new(int), //goesc:noescape
}

// What can't hold.

func wrong() {
	//goesc:noescape

	x := 1
	_ = x //goesc:bogus
	//goesc:noescape
}

type T struct {
	a int //goesc:noescape
}

//goesc:noleak
func nothing(n int, _ *int) {}

func elsewhere(p *int) //goesc:noescape

// What can't be decided.

//goesc:noescape
func generic[E any]() *E { return new(E) }

//goesc:inline
func small() int { return 1 }

//goesc:noescape
func broken() {
	undefined()
}

//goesc:noescape,noleak
func instantiated[E any](p *E) *E { return new(E) }

var _, _ = instantiated[int](nil), instantiated[string](nil)
