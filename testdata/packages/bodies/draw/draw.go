// Package draw is imported by list alone.
package draw

// flags: -m

// Area is nearly too much to be inlined: a function that calls it and does more is, if it sees that.
func Area(a, b, c int) int { // want 6 `can inline Area`
	return (a*b+b*c+c*a)*(a+b+c)/(1+a*a+b*b+c*c) + (a-b)*(b-c)*(c-a) + a*b*c*(a*a-b*b) + (a+1)*(b+1)*(c+1) - a - b - c
}

type Pen struct{ width int }

func (p *Pen) Width() int { return p.width } // want 6 `can inline (*Pen).Width` 7 `p does not escape`

func (p *Pen) Thick() bool { return p.width > 2 } // want 6 `can inline (*Pen).Thick` 7 `p does not escape`
