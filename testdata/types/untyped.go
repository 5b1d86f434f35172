// Untyped constants, comparisons and shifts get their types from where they are used.
package p

type (
	celsius float32
	flag    bool
	bits    uint8
)

const (
	kilo   = 1 << (10 * (iota + 1))
	mega
	answer = 6 * 7.0
	word   = "w" + `x`
	third  = 1.0 / 3
	i      = 2i
)

var (
	temp  celsius = 36.6 + third
	ok    flag    = 1 < 2
	mask  bits    = 1<<3 | 0x10
	any1  any     = 'x'
	any2  any     = 1.5
	any3  any     = nil
	text          = string(rune(65)) + word
	c64   complex64 = 1 + 2i
	imag0         = imag(3 + i)
	pi32  float32 = 3.14159265358979323846
)

func shifts(n uint, s int) (int64, float64) {
	var a int64 = 1 << n
	var b = 1 << s
	var u uint8 = 1<<n + 2
	w := uint16(1 << n)
	if 1<<n == s {
		b++
	}
	_ = make([]byte, 1<<n)
	_ = a << 3 >> n
	x := 1.0 << 3
	return a + int64(b) + int64(u) + int64(w), float64(x)
}

func compare(p *int, e error, f func(), m map[string]int, v any) bool {
	var named flag = p == nil
	less := len(m) < 10 && 'a' <= rune(len(m))
	return bool(named) || e != nil && f == nil || m == nil || v == 3 || v != "s" || less == true
}

func conversions(b []byte, r []rune, s string) {
	_ = string(b) + string(r) + string(rune(0x1F600))
	_ = []byte("foo")
	_ = []byte(s)
	_ = (*[4]byte)(b)
	_ = [4]byte(b)
	_ = float32(1) / 3
	_ = celsius(1) * 2
	_ = any(7)
	_ = error(nil)
	_ = (func())(nil)
	_ = uint8(255) + 0
	_ = -bits(0)
	_ = ^uint32(0)
	_ = !flag(true)
}
