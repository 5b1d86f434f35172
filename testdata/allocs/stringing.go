// Strings: concatenation and conversion.
package main

var (
	sinkString string
	sinkBytes  []byte
	sinkRunes  []rune
	sinkInt    int
	long       = "a text that is longer than thirty-two bytes, so no small buffer holds it"
	short      = "short"
	bytesLong  = []byte(long)
	bytesShort = []byte(short)
	counts     = map[string]int{"short": 1, long: 2}
	pairs      = map[[2]string]int{}
)

func pick(i int) string {
	if i%2 == 0 {
		return long
	}
	return short
}

func pickBytes(i int) []byte {
	if i%2 == 0 {
		return bytesLong
	}
	return bytesShort
}

func work(i int) {
	concatenation(i)
	toString(i)
	toBytes(i)
	runes(i)
	free(i)
	loops(i)
}

func concatenation(i int) {
	s := pick(i)
	sinkString = s + "!"
	sinkString = "<" + s + ">" + s
	local := s + s
	sinkInt += len(local)
	sinkString = "a" + "b" + "c"
	t := "constant " + "only"
	sinkInt += len(t)
	if s+"x" == "shortx" {
		sinkInt++
	}
}

func toString(i int) {
	b := pickBytes(i)
	sinkString = string(b)
	local := string(b)
	sinkInt += len(local)
	sinkString = string(rune(i + 0x4e00))
	r := string(rune(i))
	sinkInt += len(r)
	sinkString = string(bytesShort[:1])
}

func fill(b []byte) {
	for i := range b {
		b[i] = 'x'
	}
}

func read(b []byte) int {
	n := 0
	for _, c := range b {
		n += int(c)
	}
	return n
}

func toBytes(i int) {
	s := pick(i)
	sinkBytes = []byte(s)
	fill([]byte(s))
	sinkInt += read([]byte(s))
	sinkBytes = []byte("constant")
	fill([]byte("constant"))
	sinkBytes = []byte(s + "!")
	copy(sinkBytes, []byte(s))
	sinkBytes = append(sinkBytes[:0], s...)
}

func runes(i int) {
	s := pick(i)
	sinkRunes = []rune(s)
	local := []rune(s)
	sinkInt += len(local)
	sinkInt += len([]rune(s))
	for _, r := range s {
		sinkInt += int(r)
	}
	sinkString = string(sinkRunes)
	t := string(local)
	sinkInt += len(t)
}

func free(i int) {
	b := pickBytes(i)
	sinkInt += counts[string(b)]
	sinkInt += pairs[[2]string{string(b), "x"}]
	if string(b) == long {
		sinkInt++
	}
	switch string(b) {
	case "short":
		sinkInt++
	case "other":
		sinkInt--
	}
	for _, c := range []byte(pick(i)) {
		sinkInt += int(c)
	}
	if _, ok := counts[string(b)]; ok {
		sinkInt++
	}
	sinkInt += len("<" + string(b) + ">")
	sinkInt += len(string(b))
}

func loops(i int) {
	s := ""
	for range 5 {
		s += "ab"
	}
	sinkString = s
	t := ""
	for range 20 {
		t += "ab"
	}
	sinkInt += len(t)
}
