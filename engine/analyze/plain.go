package analyze

import (
	"errors"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// Of most patterns there is nothing to find, and that takes no proof: for each
// part of an expression it is enough to see one log event that tells the
// expression from one without the part. plainJSON and plainField look for such
// events among few values for each place, plainTerms sees that there are some.
// What they do not find is left to the search, which decides.

// maxPlain is how many conditions are looked at; what they say to a value are
// the bits of a word.
const maxPlain = 64

// witness holds what values at each place say to an expression's conditions.
type witness struct {
	conditions []plainCondition
	places     []plainPlace
}

// plainPlace is a place that values are chosen for one by one, independent of
// the other places: a selector without indexes and wildcards, or the one field.
type plainPlace struct {
	steps   []*grammar.Step
	here    uint64 // the conditions over the place
	numbers bool   // one of them compares with a number
	values  []plainValue
	says    []uint64 // for each value the conditions that hold
}

// plainCondition is a condition over one place.
type plainCondition struct {
	place  int
	test   bool
	kind   grammar.TestKind
	op     grammar.CompareOp
	text   string             // with stars, or of a number as it is written
	like   engine.TextPattern // of a text: what it stands for
	number bool
	amount int64 // of a number, in millionths
}

// plainValue is a value at a place: nothing, null, true, false, a text, a
// number. A text of a field may be both of the last.
type plainValue struct {
	kind   plainKind
	text   string
	amount int64 // of a number, in millionths
}

type plainKind uint8

const (
	valueMissing plainKind = iota
	valueNull
	valueTrue
	valueFalse
	valueText
	valueNumber
)

// plainJSON reports whether it is certain without a search that a JSON
// pattern's expression can hold, and that each part of it decides something.
func plainJSON(e grammar.Expr) bool {
	w := &witness{}
	f, err := formulaOf(e, nil, w.number)
	if err != nil {
		return false
	}
	for i := range w.places {
		for _, other := range w.places[:i] {
			if !independent(w.places[i].steps, other.steps) {
				return false
			}
		}
	}
	w.choose(true)
	return w.force(f, true, &verdicts{}) && w.pivotal(f, verdicts{})
}

// plainField is plainJSON for the condition of a field, which must fail for
// some text, too.
func plainField(e grammar.Expr) bool {
	w := &witness{}
	f, err := formulaOf(e, nil, w.number)
	if err != nil {
		return false
	}
	w.choose(false)
	return w.force(f, true, &verdicts{}) && w.force(f, false, &verdicts{}) && w.pivotal(f, verdicts{})
}

// plainTerms reports whether it is certain without a search that terms can
// match, and that each of them decides something: texts that do not hold each
// other can stand side by side in an event, each with the others or without.
// Optional terms beside others decide nothing (T6).
func plainTerms(p *grammar.TermsPattern) bool {
	if p.Regex != nil || len(p.Terms) > maxPlain {
		return false
	}
	for i, a := range p.Terms {
		for j, b := range p.Terms {
			if i != j && ((a.Mode == grammar.Optional) != (b.Mode == grammar.Optional) || strings.Contains(a.Text, b.Text)) {
				return false
			}
		}
	}
	return true
}

var errNotPlain = errors.New("a condition of a sort that is not looked at")

// number is the number of a condition, which is added.
func (w *witness) number(e grammar.Expr) (int, error) {
	n := len(w.conditions)
	if n == maxPlain || !w.condition(e) {
		return 0, errNotPlain
	}
	return n, nil
}

// condition adds a condition and its place.
func (w *witness) condition(e grammar.Expr) bool {
	var c plainCondition
	var selector *grammar.Selector
	switch e := e.(type) {
	case *grammar.Test:
		selector, c.test, c.kind = e.Selector, true, e.Kind
	case *grammar.Comparison:
		selector, _ = e.Left.(*grammar.Selector)
		c.op = e.Op
		switch v := e.Value.(type) {
		case *grammar.Text:
			c.text, c.like = v.Decoded, engine.CompileText(v)
		case *grammar.Number:
			c.text, c.number = v.Raw, true
			var ok bool
			if c.amount, ok = millionths(v.Raw); !ok {
				return false
			}
		default:
			return false
		}
		if !utf8.ValidString(c.text) {
			return false
		}
	}
	var ok bool
	if selector == nil {
		c.place, ok = w.place(nil)
	} else {
		c.place, ok = w.place(selector.Steps)
	}
	if ok {
		w.places[c.place].here |= 1 << len(w.conditions)
		w.places[c.place].numbers = w.places[c.place].numbers || c.number
	}
	w.conditions = append(w.conditions, c)
	return ok
}

// place is the number of the place that steps lead to.
func (w *witness) place(steps []*grammar.Step) (at int, ok bool) {
	for _, s := range steps {
		if s.Kind == grammar.WildcardStep || !utf8.ValidString(s.Name) {
			return 0, false
		}
	}
	for i := range w.places {
		if have := w.places[i].steps; len(have) == len(steps) && shared(have, steps) == len(steps) {
			return i, true
		}
	}
	w.places = append(w.places, plainPlace{steps: steps})
	return len(w.places) - 1, true
}

// shared is how many steps two selectors begin with in common.
func shared(a, b []*grammar.Step) int {
	for i := range min(len(a), len(b)) {
		if a[i].Kind != b[i].Kind || a[i].Name != b[i].Name || a[i].Index != b[i].Index {
			return i
		}
	}
	return min(len(a), len(b))
}

// independent reports whether what stands at one place says nothing of what can
// stand at another: they part at two names of one object. An element of an
// array tells that those before it are there, too.
func independent(a, b []*grammar.Step) bool {
	i := shared(a, b)
	return i < min(len(a), len(b)) && a[i].Kind == grammar.NameStep && b[i].Kind == grammar.NameStep
}

// choose takes values for each place, of which each condition should find one
// that it holds for and one that it does not, and notes what they say.
func (w *witness) choose(json bool) {
	for i := range w.places {
		p := &w.places[i]
		p.values = make([]plainValue, 0, 5+3*bits.OnesCount64(p.here))
		if json {
			p.values = append(p.values, plainValue{kind: valueMissing}, plainValue{kind: valueNull}, plainValue{kind: valueTrue}, plainValue{kind: valueFalse})
		}
		p.values = append(p.values, plainValue{kind: valueText, text: "\uE000"})
	}
	for _, c := range w.conditions {
		p := &w.places[c.place]
		switch {
		case c.test:
		case c.number:
			whole := c.amount / million
			for n := whole - 1; n <= whole+1; n++ {
				p.values = append(p.values, plainValue{valueNumber, strconv.FormatInt(n, 10), n * million})
			}
			if whole*million != c.amount && !json {
				p.values = append(p.values, plainValue{valueNumber, c.text, c.amount})
			}
		default:
			text := withoutStars(c.text)
			if amount, ok := millionths(text); ok && !json {
				// A number compares a field's text that spells one by its size.
				p.values = append(p.values, plainValue{valueNumber, text, amount})
			} else if json || !p.numbers || !looksNumeric(text) {
				p.values = append(p.values, plainValue{kind: valueText, text: text})
			}
		}
	}
	w.mix()
	for i := range w.places {
		p := &w.places[i]
		p.says = make([]uint64, len(p.values))
		for k := range p.values {
			for j := range w.conditions {
				if c := &w.conditions[j]; c.place == i && c.holds(&p.values[k]) {
					p.says[k] |= 1 << j
				}
			}
		}
	}
}

// maxMixed is how many texts with stars at one place are put together.
const maxMixed = 6

// mix adds texts that are what several texts with stars stand for: of two of
// them, and of all.
func (w *witness) mix() {
	for i := range w.places {
		p := &w.places[i]
		var all []string
		for j := range w.conditions {
			if c := &w.conditions[j]; c.place == i && !c.test && !c.number && strings.Contains(c.text, "*") {
				all = append(all, c.text)
			}
		}
		if len(all) < 2 || len(all) > maxMixed {
			continue
		}
		// Those that a text may start with come first.
		slices.SortStableFunc(all, func(a, b string) int { return mixOrder(a) - mixOrder(b) })
		whole := ""
		for j, a := range all {
			for _, b := range all[j+1:] {
				p.values = append(p.values, plainValue{kind: valueText, text: withoutStars(a) + "\uE000" + withoutStars(b)})
			}
			whole += withoutStars(a) + "\uE000"
		}
		p.values = append(p.values, plainValue{kind: valueText, text: strings.TrimSuffix(whole, "\uE000")})
	}
}

// holds decides a condition for a value (J7 to J10, J16; S8, S9).
func (c *plainCondition) holds(v *plainValue) bool {
	if c.test {
		switch c.kind {
		case grammar.NotExists:
			return v.kind == valueMissing
		case grammar.IsNull:
			return v.kind == valueNull
		case grammar.IsTrue:
			return v.kind == valueTrue
		default:
			return v.kind == valueFalse
		}
	}
	switch {
	case v.kind < valueText:
		return false
	case c.number && v.kind == valueNumber:
		switch {
		case v.amount < c.amount:
			return c.op.Holds(-1)
		case v.amount > c.amount:
			return c.op.Holds(1)
		}
		return c.op.Holds(0)
	case c.op.Ordering():
		return false
	case c.number:
		return (v.text == c.text) == (c.op == grammar.Equal)
	}
	return c.like.Match([]byte(v.text)) == (c.op == grammar.Equal)
}

const million = 1_000_000

// millionths reads a number of few digits without an exponent.
func millionths(text string) (amount int64, ok bool) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 12 || len(fraction) > 6 {
		return 0, false
	}
	for i := range len(whole) + len(fraction) {
		var c byte
		if i < len(whole) {
			c = whole[i]
		} else {
			c = fraction[i-len(whole)]
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		amount = amount*10 + int64(c-'0')
	}
	for range 6 - len(fraction) {
		amount *= 10
	}
	if len(digits) < len(text) {
		amount = -amount
	}
	return amount, true
}

// looksNumeric reports whether a text might spell a number in some way.
func looksNumeric(text string) bool { return strings.Trim(text, "0123456789+-.eE") == "" }

// verdicts is which conditions have to hold, and which have to fail.
type verdicts struct{ yes, no uint64 }

// force adds to a demand what gives a formula a value; false when no choice
// was found that the places allow.
func (w *witness) force(f *formula, value bool, d *verdicts) bool {
	if f.op == leaf {
		bit := uint64(1) << f.fact
		if value {
			d.yes |= bit
		} else {
			d.no |= bit
		}
		return w.allows(w.conditions[f.fact].place, d)
	}
	before := *d
	for _, s := range f.subs {
		done := w.force(s, value, d)
		if value == (f.op == or) { // one is enough
			if done {
				return true
			}
			*d = before
		} else if !done {
			return false
		}
	}
	return value == (f.op == and)
}

// allows reports whether a place has a value that meets a demand.
func (w *witness) allows(place int, d *verdicts) bool {
	p := &w.places[place]
	for _, says := range p.says {
		if says&d.no == 0 && ^says&d.yes&p.here == 0 {
			return true
		}
	}
	return false
}

// pivotal reports whether each operand of a formula decides the whole in some
// event that meets the demand: what it is joined with by && holds there, what
// it is joined with by || fails.
func (w *witness) pivotal(f *formula, d verdicts) bool {
	if f.op == leaf {
		return true
	}
	beside := f.op == and
	for i, s := range f.subs {
		context := d
		for j, other := range f.subs {
			if i != j && !w.force(other, beside, &context) {
				return false
			}
		}
		decided := context
		if !w.force(s, !beside, &decided) || !w.pivotal(s, context) {
			return false
		}
	}
	return true
}
