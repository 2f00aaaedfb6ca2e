package analyze

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"sort"
	"strings"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/jsontext"
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
// from the members of objects and arrays. There are none when they are too
// many to try each; see manyValues.
func (p *jsonProblem) values(n *jsonNode) []cell {
	if n.cells != nil || n.many != nil {
		return n.cells
	}
	// What a wildcard stands for is tried in all combinations of members.
	most, work := math.MaxInt, p.budget
	if !slices.ContainsFunc(n.facts, func(f fact) bool { return f.wild }) {
		most, work = mostValues, p.budget.Part(min(triedSteps, p.budget.Left()/2))
	}
	if most == mostValues && p.hard {
		if _, err := p.textQuestions(n); err == nil {
			n.many = p.newManyValues(n)
			return nil
		}
	}
	seen := map[string]int{}
	add := func(c cell) {
		// Null and missing values differ from others even where no fact says
		// so: a wildcard behind them, an array that must not hold null.
		key := []byte{byte(min(c.kind, scalar))}
		for _, h := range c.holds {
			key = append(key, bit(h))
		}
		work.Spend(len(n.facts) + 8)
		if i, ok := seen[string(key)]; !ok {
			seen[string(key)] = len(n.cells)
			n.cells = append(n.cells, c)
		} else if len(c.text) < len(n.cells[i].text) && number(c.text) && number(n.cells[i].text) {
			n.cells[i] = c
		}
	}
	fixed := p.fixedValues(n)
	add(fixed[0])
	complete := true
	addStrings := func() {
		complete = p.strings(n, most, work, func(text string, matches func(jsonValue) bool) { add(p.stringCell(n, text, matches)) }) && complete
	}
	addNumbers := func() {
		complete = p.numbers(n, most, work, func(text string, matches func(jsonValue) bool) { add(p.numberCell(n, text, matches)) }) && complete
	}
	// Where numbers are asked for, a number says more to people than a text.
	if p.asksNumber(n) {
		addNumbers()
		addStrings()
	} else {
		addStrings()
		addNumbers()
	}
	for _, c := range fixed[1:] {
		add(c)
	}
	switch {
	case complete && work.Err() == nil:
	case most == mostValues && p.budget.Err() == nil && p.failed == nil:
		n.cells, n.many = nil, p.newManyValues(n)
	default:
		p.gaps = true
		if p.failed == nil {
			p.failed = work.Err()
		}
	}
	return n.cells
}

// candidateSteps is what it takes to make a number that may tell conditions
// apart.
const candidateSteps = 200

// How many values of a node are tried one by one, and how many steps it may
// take to find them.
const (
	mostValues = 64
	mostLoose  = 8 // questions that more than one text answers alike
	triedSteps = 4_000_000
)

func (p *jsonProblem) asksNumber(n *jsonNode) bool {
	return slices.ContainsFunc(n.facts, func(f fact) bool { return p.conditions[f.condition].value.number != nil })
}

// fixedValues are the cells of a node that are neither texts nor numbers: that
// nothing is there comes first.
func (p *jsonProblem) fixedValues(n *jsonNode) []cell {
	exists := func(c *jsonCondition) bool { return c.exists() }
	boolean := func(kind grammar.TestKind) func(*jsonCondition) bool {
		return func(c *jsonCondition) bool { return c.exists() || c.test && c.kind == kind }
	}
	return []cell{
		p.cell(n, missing, "", func(c *jsonCondition) bool { return c.test && c.kind == grammar.NotExists && !c.wildcard }),
		p.cell(n, scalar, "true", boolean(grammar.IsTrue)),
		p.cell(n, scalar, "false", boolean(grammar.IsFalse)),
		p.cell(n, null, "null", boolean(grammar.IsNull)),
		p.cell(n, container, "{}", exists),
	}
}

// exists reports whether any value is one that a condition over a wildcard
// speaks of.
func (c *jsonCondition) exists() bool { return c.test && c.kind == grammar.NotExists && c.wildcard }

func (p *jsonProblem) cell(n *jsonNode, kind cellKind, text string, holds func(*jsonCondition) bool) cell {
	c := cell{kind: kind, text: text, holds: make([]bool, len(n.facts))}
	for i, f := range n.facts {
		c.holds[i] = holds(p.conditions[f.condition])
	}
	return c
}

func (p *jsonProblem) stringCell(n *jsonNode, text string, matches func(jsonValue) bool) cell {
	return p.cell(n, scalar, quote(text), func(c *jsonCondition) bool {
		switch {
		case c.test:
			return c.exists()
		case c.op.Ordering():
			return false
		}
		return matches(c.value) == (c.op == grammar.Equal || c.wildcard)
	})
}

func (p *jsonProblem) numberCell(n *jsonNode, text string, matches func(jsonValue) bool) cell {
	number := eventNumber(text)
	return p.cell(n, scalar, text, func(c *jsonCondition) bool {
		switch {
		case c.test:
			return c.exists()
		case c.value.number == nil:
			return matches(c.value) == (c.op == grammar.Equal || c.wildcard)
		case number == nil:
			return false
		case c.wildcard && c.op == grammar.NotEqual:
			return number.Cmp(c.value.number) == 0
		}
		return c.op.Holds(number.Cmp(c.value.number))
	})
}

// quote writes a string in JSON, readably.
func quote(text string) string {
	b, _ := jsontext.Marshal(text) // a string always encodes
	return string(b)
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

// loose is how many questions many texts answer with yes.
func (q *questions) loose() int {
	n := 0
	for _, m := range q.machines {
		if _, one := m.(*equality); !one {
			n++
		}
	}
	return n
}

// textQuestions are the text questions of a node's conditions.
func (p *jsonProblem) textQuestions(n *jsonNode) (*questions, error) {
	q := &questions{keys: map[string]int{}}
	for _, f := range n.facts {
		c := p.conditions[f.condition]
		if c.test || c.op.Ordering() {
			continue
		}
		if err := q.ask(c.value.literal()); err != nil {
			return q, err
		}
	}
	return q, nil
}

// strings calls found for the strings that the node's conditions tell apart;
// complete is false when there may be more.
func (p *jsonProblem) strings(n *jsonNode, most int, work *budget.Budget, found func(text string, matches func(jsonValue) bool)) (complete bool) {
	q, err := p.textQuestions(n)
	if err != nil {
		p.failed = err
		return false
	}
	if most == mostValues && q.loose() > mostLoose {
		return false // they can be answered in too many ways
	}
	all, complete := outcomes(q.machines, false, most, work)
	for _, o := range all {
		found(o.text, func(v jsonValue) bool {
			key, _ := v.literal()
			return o.outs[q.keys[key]] == 1
		})
	}
	return complete
}

// The texts of JSON numbers: integers are seen as they are written, others as
// Java's Double.toString writes them (J16).
const (
	integerTexts = `^-?(0|[1-9][0-9]*)$`
	plainTexts   = `^-?(0\.(0|0{0,2}[1-9]([0-9]*[1-9])?)|[1-9][0-9]{0,6}\.(0|[0-9]*[1-9]))$`
	powerTexts   = `^-?[1-9]\.(0|[0-9]*[1-9])E([7-9]|[1-9][0-9]{1,2}|-([4-9]|[1-9][0-9]{1,2}))$`
)

// numbers calls found for the numbers that the node's conditions tell apart;
// complete is false when there may be more.
func (p *jsonProblem) numbers(n *jsonNode, most int, work *budget.Budget, found func(text string, matches func(jsonValue) bool)) (complete bool) {
	q := &questions{keys: map[string]int{}}
	var bounds []*big.Rat
	var exact []string
	open := false // something asks more of a text than to be a certain one
	for _, f := range n.facts {
		c := p.conditions[f.condition]
		switch {
		case c.test:
			continue
		case c.value.number != nil:
			bounds = append(bounds, c.value.number)
			continue
		case c.value.words:
			continue
		}
		if err := q.ask(c.value.text, c.value.make); err != nil {
			p.failed = err
			return false
		}
		switch {
		case c.value.exact != "":
			exact = append(exact, c.value.exact)
		default:
			open = true
		}
	}
	bounds = boundaries(bounds)
	if !work.Spend(candidateSteps * (len(bounds) + 1) * (len(exact) + 1)) {
		return false
	}
	emit := func(text string) {
		seen := numberText(text)
		found(text, func(v jsonValue) bool { return !v.words && out(q.machines[q.keys[v.text]], seen) == 1 })
	}
	for _, text := range numberCandidates(bounds, len(exact), len(q.machines) > 0) {
		emit(text)
	}
	for _, text := range exact {
		if json.Valid([]byte(text)) && numberText(text) == text {
			emit(text)
		}
	}
	if !open || most == 0 {
		return !open // the candidates are all there is
	}
	complete = true
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
		all, whole := outcomes(machines, true, most, work)
		complete = complete && whole
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
	return complete
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
