package inventory

// Query selects items.
type Query interface {
	Match(*Item) bool
}

type (
	tagQuery   struct{ tag string }
	priceQuery struct{ min, max Money }
	attrQuery  struct {
		name  string
		value Value
	}
	notQuery  struct{ q Query }
	allQuery  []Query
	anyQuery  []Query
	funcQuery func(*Item) bool
)

func (q tagQuery) Match(item *Item) bool {
	for _, tag := range item.Tags {
		if tag == q.tag {
			return true
		}
	}
	return false
}

func (q priceQuery) Match(item *Item) bool {
	return item.Price >= q.min && (q.max == 0 || item.Price <= q.max)
}

func (q *attrQuery) Match(item *Item) bool {
	v, ok := item.Attrs[q.name]
	return ok && v.Equal(q.value)
}

func (q notQuery) Match(item *Item) bool { return !q.q.Match(item) }

func (q allQuery) Match(item *Item) bool {
	for _, q := range q {
		if !q.Match(item) {
			return false
		}
	}
	return true
}

func (q anyQuery) Match(item *Item) bool {
	for _, q := range q {
		if q.Match(item) {
			return true
		}
	}
	return len(q) == 0
}

func (q funcQuery) Match(item *Item) bool { return q(item) }

// SyntaxError is the error of a query that doesn't parse.
type SyntaxError struct {
	Pos int
	Msg string
}

// Error describes the error.
func (e SyntaxError) Error() string { return itoa(int64(e.Pos)) + ": " + e.Msg }

type tokenKind int

const (
	tokEOF tokenKind = iota
	tokWord
	tokNumber
	tokString
	tokPunct
)

type token struct {
	kind tokenKind
	text string
	pos  int
}

type lexer struct {
	src string
	pos int
}

func (l *lexer) next() (t token, err error) {
	for l.pos < len(l.src) && (l.src[l.pos] == ' ' || l.src[l.pos] == '\t') {
		l.pos++
	}
	start := l.pos
	if start == len(l.src) {
		return token{tokEOF, "", start}, nil
	}
	switch c := l.src[start]; {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
		for l.pos < len(l.src) && isWord(l.src[l.pos]) {
			l.pos++
		}
		t.kind = tokWord
	case '0' <= c && c <= '9':
		for l.pos < len(l.src) && l.src[l.pos]-'0' < 10 {
			l.pos++
		}
		t.kind = tokNumber
	case c == '"':
		l.pos++
		for {
			if l.pos == len(l.src) {
				return token{}, SyntaxError{start, "string is not terminated"}
			}
			l.pos++
			if l.src[l.pos-1] == '"' {
				break
			}
		}
		return token{tokString, l.src[start+1 : l.pos-1], start}, nil
	default:
		l.pos++
		t.kind = tokPunct
	}
	t.text, t.pos = l.src[start:l.pos], start
	return t, nil
}

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '_'
}

type parser struct {
	lex lexer
	tok token
	err error
}

func (p *parser) advance() token {
	old := p.tok
	if p.err == nil {
		p.tok, p.err = p.lex.next()
	}
	return old
}

func (p *parser) fail(msg string) Query {
	if p.err == nil {
		p.err = SyntaxError{Pos: p.tok.pos, Msg: msg}
	}
	return nil
}

// Parse parses a query such as `tag "tool" and not (price 100 500)`.
func Parse(src string) (Query, error) {
	p := &parser{lex: lexer{src: src}}
	p.advance()
	q := p.or()
	if p.tok.kind != tokEOF {
		p.fail("unexpected " + p.tok.text)
	}
	if p.err != nil {
		return nil, p.err
	}
	return q, nil
}

func (p *parser) or() Query {
	list := anyQuery{p.and()}
	for p.err == nil && p.tok.kind == tokWord && p.tok.text == "or" {
		p.advance()
		list = append(list, p.and())
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) and() Query {
	list := allQuery{p.unary()}
	for p.err == nil && p.tok.kind == tokWord && p.tok.text == "and" {
		p.advance()
		list = append(list, p.unary())
	}
	if len(list) == 1 {
		return list[0]
	}
	return list
}

func (p *parser) unary() Query {
	switch tok := p.advance(); tok.text {
	case "not":
		return notQuery{p.unary()}
	case "(":
		q := p.or()
		if p.advance().text != ")" {
			return p.fail("missing )")
		}
		return q
	case "tag":
		return tagQuery{p.advance().text}
	case "price":
		return priceQuery{min: p.money(), max: p.money()}
	case "attr":
		name := p.advance().text
		return &attrQuery{name, p.value()}
	case "empty":
		return funcQuery(func(item *Item) bool { return len(item.Tags) == 0 })
	default:
		return p.fail("unknown condition " + tok.text)
	}
}

func (p *parser) money() (m Money) {
	for _, c := range []byte(p.advance().text) {
		m = m*10 + Money(c-'0')
	}
	return m
}

func (p *parser) value() Value {
	switch tok := p.advance(); tok.kind {
	case tokNumber:
		var n Number
		for i := 0; i < len(tok.text); i++ {
			n = n*10 + Number(tok.text[i]-'0')
		}
		return n
	case tokPunct:
		var list List
		for p.err == nil && p.tok.text != "]" {
			list = append(list, p.value())
		}
		p.advance()
		return list
	default:
		return Text(tok.text)
	}
}

// Find returns the items that match a query, in order of their ids.
func (s *Store) Find(src string) ([]*Item, error) {
	q, err := Parse(src)
	if err != nil {
		return nil, err
	}
	var found []*Item
	for _, item := range s.items {
		if q.Match(item) {
			found = append(found, item)
		}
	}
	SortFunc(found, func(a, b *Item) int { return int(a.ID - b.ID) })
	return found, nil
}
