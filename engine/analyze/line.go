package analyze

import (
	"fmt"
	"math"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
)

// lineProblem is a question about patterns that look at an event as a text:
// terms, regular expressions and space-delimited patterns. It is answered by
// writing lines character by character, in all ways that the patterns'
// machines can tell apart.
type lineProblem struct {
	sides  [2]lineSide
	line   []machine // over the whole line
	budget *budget.Budget
	// stop reports whether what has been found is all that is asked for.
	stop func(*lineResult) bool
}

// lineSide is one of the two patterns.
type lineSide struct {
	// terms is a formula over the line's machines; nil for a space-delimited
	// pattern.
	terms *formula
	// fields are those of a space-delimited pattern; prefix of them stand
	// before the ellipsis, if there is one.
	fields   []*grammar.Field
	ellipsis bool
	prefix   int
	constant map[grammar.Expr]bool
}

// newLineProblem takes two patterns, none of them a JSON pattern.
func newLineProblem(a, b side, budget *budget.Budget) (*lineProblem, error) {
	p := &lineProblem{budget: budget}
	for i, s := range []side{a, b} {
		if err := p.add(i, s); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// side is a pattern of a question, with conditions or terms that are taken as
// true or false.
type side struct {
	pattern  grammar.Pattern
	objects  bool // instead of a pattern: what looks like a JSON object
	constant map[grammar.Expr]bool
	without  map[*grammar.Term]bool
}

// objectTexts are texts that begin and end like a JSON object.
const objectTexts = `^[\t\n\r ]*\{[\t\n\r ]*("(.|\n)*)?\}[\t\n\r ]*$`

func (p *lineProblem) add(i int, s side) error {
	out := &p.sides[i]
	if s.objects {
		out.terms = p.ask(mustRegex(objectTexts))
		return nil
	}
	switch pattern := s.pattern.(type) {
	case *grammar.MatchAllPattern:
		out.terms = &formula{op: always}
	case *grammar.TermsPattern:
		if pattern.Regex != nil {
			m, err := compileRegex(pattern.Regex.Source)
			if err != nil {
				return err
			}
			out.terms = p.ask(m)
			return nil
		}
		out.terms = p.terms(s.terms())
	case *grammar.DelimitedPattern:
		out.constant = s.constant
		for _, f := range pattern.Fields {
			if f.Ellipsis {
				out.ellipsis, out.prefix = true, len(out.fields)
				continue
			}
			out.fields = append(out.fields, f)
		}
		if !out.ellipsis {
			out.prefix = len(out.fields)
		}
	default:
		return fmt.Errorf("no pattern over lines: %T", pattern)
	}
	return nil
}

func (p *lineProblem) ask(m machine) *formula {
	p.line = append(p.line, m)
	return &formula{op: leaf, fact: len(p.line) - 1}
}

// literals are the terms of a pattern by what they say (T6).
type literals struct{ included, excluded, optional []string }

func (s side) terms() (l literals) {
	for _, t := range s.pattern.(*grammar.TermsPattern).Terms {
		if s.without[t] {
			continue
		}
		switch t.Mode {
		case grammar.Included:
			l.included = append(l.included, t.Text)
		case grammar.Excluded:
			l.excluded = append(l.excluded, t.Text)
		default:
			l.optional = append(l.optional, t.Text)
		}
	}
	if len(l.included)+len(l.excluded) > 0 {
		l.optional = nil
	}
	return l
}

func (p *lineProblem) terms(l literals) *formula {
	f := &formula{op: and}
	for _, t := range l.included {
		f.subs = append(f.subs, p.ask(newOccurrence(t)))
	}
	if len(l.excluded) > 0 {
		f.subs = append(f.subs, p.ask(newOccurrence(l.excluded...)).negated())
	}
	if len(l.optional) > 0 {
		f.subs = append(f.subs, p.ask(newOccurrence(l.optional...)))
	}
	return f
}

// lineResult holds the shortest line found for each pair of verdicts; the
// first index is 1 where the first pattern matches.
type lineResult struct {
	lines [2][2]*lineFound
	gaps  bool // the budget ran out
}

// lineFound is a line. It is unsure when a number with an exponent in it was
// taken to have a value it may not have.
type lineFound struct {
	text   string
	unsure bool
}

func (r *lineResult) add(a, b bool, text string, unsure bool) {
	at := &r.lines[bit(a)][bit(b)]
	if *at == nil || (*at).unsure && !unsure || (*at).unsure == unsure && len(text) < len((*at).text) {
		*at = &lineFound{text, unsure}
	}
}

// has reports whether there is a sure line of a region.
func (r *lineResult) has(want region2) bool {
	l := r.lines[bit(want[0])][bit(want[1])]
	return l != nil && !l.unsure
}

// full reports whether there is a sure line for each pair of verdicts.
func (r *lineResult) full() bool {
	return r.has(region2{false, false}) && r.has(region2{false, true}) && r.has(region2{true, false}) && r.has(region2{true, true})
}

// solve finds lines for the pairs of verdicts, until it is told to stop.
func (p *lineProblem) solve() (*lineResult, error) {
	r := &lineResult{}
	if p.sides[0].terms != nil && p.sides[1].terms != nil {
		p.solveTerms(r)
		return r, nil
	}
	counts, err := p.layouts()
	if err != nil {
		return nil, err
	}
	for _, l := range counts {
		if p.stop(r) {
			break
		}
		if err := p.write(l, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// solveTerms is for patterns that ask for nothing but the whole line.
func (p *lineProblem) solveTerms(r *lineResult) {
	all, complete := outcomes(append([]machine{nonEmpty{}}, p.line...), true, math.MaxInt, p.budget)
	r.gaps = !complete
	for _, o := range all {
		facts := make([]truth, len(p.line))
		for i, out := range o.outs[1:] {
			facts[i] = truthOf(out == 1)
		}
		r.add(p.sides[0].terms.eval(facts) == yes, p.sides[1].terms.eval(facts) == yes, o.text, false)
	}
}

// nonEmpty accepts texts of at least one character: an event has one (M1).
type nonEmpty struct{}

func (nonEmpty) cuts(func(rune))        {}
func (nonEmpty) class(rune) int         { return 0 }
func (nonEmpty) start() int32           { return 0 }
func (nonEmpty) step(int32, rune) int32 { return 1 }
func (nonEmpty) out(s int32) uint8      { return uint8(s) }

// layout is a number of values in the line, and which value each field gets.
type layout struct {
	slots []*valueSet
	// spare is the slot before which one or more values stand that no field
	// looks at; -1 when there are none.
	spare int
	// counts says whether a side takes lines with this number of values.
	counts [2]bool
	rests  []rest
}

// rest is the last field of a pattern without an ellipsis, in a line of more
// values than fields: it takes the line from its value on (S2).
type rest struct {
	slot   int
	values *valueSet
}

// layoutSteps is what the machines of a value take.
const layoutSteps = 2000

// layouts returns the numbers of values that the patterns tell apart.
func (p *lineProblem) layouts() ([]*layout, error) {
	before, behind := 0, 0
	for _, s := range p.sides {
		if s.terms == nil {
			before = max(before, s.prefix)
			behind = max(behind, len(s.fields)-s.prefix)
		}
	}
	var out []*layout
	for n := range before + behind + 2 {
		if !p.budget.Spend(layoutSteps * n) {
			return nil, p.budget.Err()
		}
		l := &layout{spare: -1}
		if n == before+behind+1 {
			l.spare = before
			n--
		}
		for range n {
			l.slots = append(l.slots, newValueSet())
		}
		for i := range p.sides {
			if err := p.lay(l, i); err != nil {
				return nil, err
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// lay gives the fields of a side their values.
func (p *lineProblem) lay(l *layout, i int) error {
	s := &p.sides[i]
	if s.terms != nil {
		l.counts[i] = true
		return nil
	}
	values := len(l.slots)
	more := l.spare >= 0
	l.counts[i] = values >= len(s.fields)
	if !l.counts[i] {
		return nil
	}
	for j, f := range s.fields {
		if f.Expr == nil {
			continue
		}
		slot := j
		if j >= s.prefix {
			slot = values - (len(s.fields) - j)
		}
		into := l.slots[slot]
		if !s.ellipsis && j == len(s.fields)-1 && (values > len(s.fields) || more) {
			r := rest{slot, newValueSet()}
			into = r.values
			l.rests = append(l.rests, r)
		}
		if err := into.add(i, f.Expr, s.constant); err != nil {
			return err
		}
	}
	return nil
}
