package analyze

import (
	"encoding/json"
	"math/big"
	"slices"
	"sort"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// cell is a set of values at a node that all conditions there take alike, and
// one of them.
type cell struct {
	kind  cellKind
	holds []bool // by the node's facts
	text  string // the value in JSON
}

type cellKind uint8

const (
	missing cellKind = iota
	null
	scalar    // a boolean, a string or a number
	container // an object or an array without members, where none matter
)

// values returns the cells of a node: all that a value there can be, apart
// from the members of objects and arrays.
func (p *jsonProblem) values(n *jsonNode) []cell {
	if n.cells != nil {
		return n.cells
	}
	seen := map[string]int{}
	add := func(kind cellKind, text string, holds func(*jsonCondition) bool) {
		c := cell{kind: kind, text: text}
		// Null and missing values differ from others even where no fact says
		// so: a wildcard behind them, an array that must not hold null.
		key := []byte{byte(min(kind, scalar))}
		for _, f := range n.facts {
			h := holds(p.conditions[f.condition])
			c.holds = append(c.holds, h)
			key = append(key, bit(h))
		}
		if i, ok := seen[string(key)]; !ok {
			seen[string(key)] = len(n.cells)
			n.cells = append(n.cells, c)
		} else if len(text) < len(n.cells[i].text) && number(text) && number(n.cells[i].text) {
			n.cells[i] = c
		}
	}
	add(missing, "", func(c *jsonCondition) bool { return c.test && c.kind == grammar.NotExists && !c.wildcard })
	exists := func(c *jsonCondition) bool { return c.test && c.kind == grammar.NotExists && c.wildcard }
	addStrings := func() {
		p.strings(n, func(text string, matches func(jsonValue) bool) {
			add(scalar, quote(text), func(c *jsonCondition) bool {
				if c.test {
					return exists(c)
				}
				if c.op.Ordering() {
					return false
				}
				return matches(c.value) == (c.op == grammar.Equal || c.wildcard)
			})
		})
	}
	addNumbers := func() {
		p.numbers(n, func(text string, matches func(jsonValue) bool) {
			number := eventNumber(text)
			add(scalar, text, func(c *jsonCondition) bool {
				switch {
				case c.test:
					return exists(c)
				case c.value.number == nil:
					return matches(c.value) == (c.op == grammar.Equal || c.wildcard)
				case number == nil:
					return false
				case c.wildcard && c.op == grammar.NotEqual:
					return number.Cmp(c.value.number) == 0
				}
				return compares(c.op, number.Cmp(c.value.number))
			})
		})
	}
	// Where numbers are asked for, a number says more to people than a text.
	if slices.ContainsFunc(n.facts, func(f fact) bool { return p.conditions[f.condition].value.number != nil }) {
		addNumbers()
		addStrings()
	} else {
		addStrings()
		addNumbers()
	}
	for _, b := range []bool{true, false} {
		text, kind := "false", grammar.IsFalse
		if b {
			text, kind = "true", grammar.IsTrue
		}
		add(scalar, text, func(c *jsonCondition) bool { return exists(c) || c.test && c.kind == kind })
	}
	add(null, "null", func(c *jsonCondition) bool { return exists(c) || c.test && c.kind == grammar.IsNull })
	add(container, "{}", exists)
	return n.cells
}

// quote writes a string in JSON, readably.
func quote(text string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

// questions are the text questions at a node.
type questions struct {
	keys     map[string]int
	machines []machine
}

func (q *questions) ask(key string, build func() (machine, error)) error {
	if _, ok := q.keys[key]; ok {
		return nil
	}
	m, err := build()
	if err != nil {
		return err
	}
	q.keys[key] = len(q.machines)
	q.machines = append(q.machines, m)
	return nil
}

// strings calls found for the strings that the node's conditions tell apart.
func (p *jsonProblem) strings(n *jsonNode, found func(text string, matches func(jsonValue) bool)) {
	q := &questions{keys: map[string]int{}}
	for _, f := range n.facts {
		c := p.conditions[f.condition]
		if c.test || c.op.Ordering() {
			continue
		}
		if q.ask(c.value.literal()) != nil {
			p.gaps = true
			return
		}
	}
	all, complete := outcomes(q.machines, false, p.budget)
	if !complete {
		p.gaps = true
	}
	for _, o := range all {
		found(o.text, func(v jsonValue) bool {
			key, _ := v.literal()
			return o.outs[q.keys[key]] == 1
		})
	}
}

// The texts of JSON numbers: integers are seen as they are written, others as
// Java's Double.toString writes them (J16).
const (
	integerTexts = `^-?(0|[1-9][0-9]*)$`
	plainTexts   = `^-?(0\.(0|0{0,2}[1-9]([0-9]*[1-9])?)|[1-9][0-9]{0,6}\.(0|[0-9]*[1-9]))$`
	powerTexts   = `^-?[1-9]\.(0|[0-9]*[1-9])E([7-9]|[1-9][0-9]{1,2}|-([4-9]|[1-9][0-9]{1,2}))$`
)

// numbers calls found for the numbers that the node's conditions tell apart.
func (p *jsonProblem) numbers(n *jsonNode, found func(text string, matches func(jsonValue) bool)) {
	q := &questions{keys: map[string]int{}}
	var bounds []*big.Rat
	var exact []string
	open := false // something asks more of a text than to be a certain one
	for _, f := range n.facts {
		c := p.conditions[f.condition]
		switch {
		case c.test:
		case c.value.number != nil:
			bounds = append(bounds, c.value.number)
		case c.value.words:
		case q.ask(c.value.text, c.value.make) != nil:
			p.gaps = true
			return
		case c.value.exact != "":
			exact = append(exact, c.value.exact)
		default:
			open = true
		}
	}
	bounds = boundaries(bounds)
	emit := func(text string) {
		seen := numberText(text)
		found(text, func(v jsonValue) bool { return !v.words && accepts(q.machines[q.keys[v.text]], seen) })
	}
	for _, text := range numberCandidates(bounds, len(exact), len(q.machines) > 0) {
		emit(text)
	}
	for _, text := range exact {
		if json.Valid([]byte(text)) && numberText(text) == text {
			emit(text)
		}
	}
	if !open {
		return // the candidates are all there is
	}
	// Every other number is its own text or, with a fraction, has it in common
	// with numbers on the same side of every bound.
	large := []*big.Rat{overflow(), new(big.Rat).Neg(overflow())}
	var extremes []*big.Rat
	for _, text := range extremeTexts() {
		v, _ := rational(text)
		extremes = append(extremes, v)
		emit(text)
	}
	for _, d := range []struct {
		source  string
		compare func(*big.Rat) machine
		limits  []*big.Rat
	}{{integerTexts, newComparison, large}, {plainTexts, newComparison, nil}, {powerTexts, newPowerComparison, extremes}} {
		machines := append([]machine{domain{mustRegex(d.source)}}, q.machines...)
		for _, l := range bounds {
			machines = append(machines, d.compare(l))
		}
		if len(bounds) > 0 {
			for _, l := range d.limits {
				machines = append(machines, d.compare(l))
			}
		}
		all, complete := outcomes(machines, true, p.budget)
		if !complete {
			p.gaps = true
		}
		for _, o := range all {
			if d.source == integerTexts || numberText(o.text) == o.text {
				emit(o.text)
				continue
			}
			// No double is written so. Beyond the range of a double none is,
			// and on a bound there is the bound, a candidate; elsewhere another
			// text of the same answers might be one.
			if slices.Contains(o.outs[1+len(q.machines):], equal) {
				continue
			}
			if v, _ := rational(o.text); within(v, extremes) {
				p.gaps = true
			}
		}
	}
}

// extremeTexts are the texts of the doubles that are farthest from zero and
// nearest to it.
func extremeTexts() []string {
	return []string{"1.7976931348623157E308", "-1.7976931348623157E308", "4.9E-324", "-4.9E-324"}
}

// within reports whether a value lies between the extremes of its sign.
func within(v *big.Rat, extremes []*big.Rat) bool {
	size := new(big.Rat).Abs(v)
	return size.Cmp(extremes[0]) <= 0 && size.Cmp(extremes[2]) >= 0
}

// accepts runs a machine over a text.
func accepts(m machine, text string) bool {
	s := m.start()
	for _, r := range text {
		s = m.step(s, r)
	}
	return m.out(s) == 1
}

// numberCandidates returns numbers on and between the bounds, as integers,
// with a fraction and with an exponent, among them those beside a bound whose
// text is that of the bound; and so many between two bounds that one has none
// of a number of certain texts. With texts false they are all that number
// tests can tell apart.
func numberCandidates(bounds []*big.Rat, certain int, texts bool) []string {
	// Between a bound out of range and another one are numbers of both sorts.
	if slices.ContainsFunc(bounds, func(b *big.Rat) bool { return new(big.Rat).Abs(b).Cmp(overflow()) >= 0 }) {
		bounds = boundaries(append([]*big.Rat{overflow(), new(big.Rat).Neg(overflow())}, bounds...))
	}
	var values []*big.Rat
	var lo *big.Rat
	for _, hi := range append(slices.Clone(bounds), nil) {
		for range 1 + certain {
			lo = between(lo, hi)
			values = append(values, lo)
		}
		if hi != nil {
			values = append(values, hi)
		}
		lo = hi
	}
	var out []string
	for _, v := range values {
		out = append(out, spell(v))
	}
	// Too large to be a number, but a value with a text.
	out = append(out, "1e999")
	if !texts {
		return out
	}
	out = append(out, "-1e999")
	for _, v := range values {
		if v.IsInt() {
			out = append(out, spell(v)+fractionOf(spell(v)))
		}
	}
	// Next to a bound, so near that the double and its text are the bound's.
	for _, b := range bounds {
		tiny := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil))
		if b.Sign() != 0 {
			tiny.Mul(tiny, new(big.Rat).Abs(floorAway(b)))
		}
		out = append(out, spell(new(big.Rat).Add(b, tiny)), spell(new(big.Rat).Sub(b, tiny)))
	}
	sort.SliceStable(out, func(i, j int) bool { return len(out[i]) < len(out[j]) })
	return out
}

// fractionOf makes a number that is an integer one that is written otherwise.
func fractionOf(text string) string {
	if strings.Contains(text, "e") {
		return ""
	}
	return ".0"
}

// floorAway is the power of ten at or above a value's size.
func floorAway(v *big.Rat) *big.Rat {
	size := new(big.Rat).Abs(v)
	power := big.NewRat(1, 1)
	ten := big.NewRat(10, 1)
	for power.Cmp(size) < 0 {
		power.Mul(power, ten)
	}
	return power
}

// number reports whether the value in JSON is a number.
func number(text string) bool {
	return text != "" && (text[0] == '-' || text[0] >= '0' && text[0] <= '9')
}
