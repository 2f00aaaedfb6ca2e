package analyze

import (
	"encoding/json"
	"math/big"
	"slices"

	"github.com/logsieve/logsieve/grammar"
)

// manyValues are the texts and numbers at a node whose conditions tell too
// many apart to try each. Verdicts are chosen for those conditions instead
// that matter, and a value is looked for that gives them.
type manyValues struct {
	fixed []cell // neither texts nor numbers
	own   []bool // the conditions that are the node's
	texts textPool
	index map[string]int // of a text question's machine
	cells []cell         // texts and numbers that were found
	// numbers is set when every number is among the cells, or one that no
	// condition tells from it.
	numbers bool
}

func (p *jsonProblem) newManyValues(n *jsonNode) *manyValues {
	q, _ := p.textQuestions(n) // has been asked before
	m := &manyValues{fixed: p.fixedValues(n), index: q.keys}
	m.texts.machines = q.machines
	m.own = make([]bool, len(p.conditions))
	for _, f := range n.facts {
		m.own[f.condition] = true
	}
	m.texts.literals = make([]string, len(q.machines))
	for _, f := range n.facts {
		if c := p.conditions[f.condition]; !c.test && !c.op.Ordering() {
			key, _ := c.value.literal()
			if key[0] == '=' {
				m.texts.literals[q.keys[key]] = key[1:]
			}
		}
	}
	// The candidates among the numbers are few, and mostly all.
	m.numbers = p.numbers(n, 0, p.budget, func(text string, matches func(jsonValue) bool) {
		m.cells = append(m.cells, p.numberCell(n, text, matches))
	})
	return m
}

// gives reports whether a cell gives the verdicts that are wanted.
func (c *cell) gives(want []truth) bool {
	for i, w := range want {
		if w != open && c.holds[i] != (w == yes) {
			return false
		}
	}
	return true
}

// scalarCell finds a text or a number that gives the verdicts that are wanted
// of a node's conditions. When there is none and complete is set, there is no
// such value.
func (p *jsonProblem) scalarCell(n *jsonNode, want []truth) (found *cell, complete bool) {
	m := n.many
	p.budget.Spend(len(m.cells) + 1)
	for i := range m.cells {
		if m.cells[i].gives(want) {
			return &m.cells[i], true
		}
	}
	if answers, ok := p.textAnswers(n, want); ok {
		if text, ok := m.texts.find(answers, p.budget); ok {
			c := p.stringCell(n, text, func(v jsonValue) bool {
				key, _ := v.literal()
				return out(m.texts.machines[m.index[key]], text) == 1
			})
			return m.remember(c), true
		}
	}
	if p.budget.Err() != nil {
		return nil, false
	}
	if m.numbers {
		return nil, true
	}
	return p.numberWith(n, want)
}

func (m *manyValues) remember(c cell) *cell {
	m.cells = append(m.cells, c)
	return &m.cells[len(m.cells)-1]
}

// textAnswers are the answers of the text machines that verdicts ask for; ok is
// false when no string gives them.
func (p *jsonProblem) textAnswers(n *jsonNode, want []truth) (answers []truth, ok bool) {
	m := n.many
	answers = make([]truth, len(m.texts.machines))
	for i, f := range n.facts {
		c := p.conditions[f.condition]
		switch {
		case want[i] == open:
			continue
		case c.test || c.op.Ordering():
			if want[i] == yes {
				return nil, false
			}
			continue
		}
		key, _ := c.value.literal()
		answer := truthOf((want[i] == yes) == (c.op == grammar.Equal))
		at := &answers[m.index[key]]
		if *at != open && *at != answer {
			return nil, false
		}
		*at = answer
	}
	return answers, true
}

// plausible reports whether a value may give the verdicts that are wanted, as
// far as that is clear at once; one of them is new.
func (p *jsonProblem) plausible(n *jsonNode, want []truth, fact int) bool {
	m := n.many
	p.budget.Spend(len(m.cells) + len(want))
	if slices.ContainsFunc(m.cells, func(c cell) bool { return c.gives(want) }) {
		return true
	}
	answers, ok := p.textAnswers(n, want)
	if c := p.conditions[n.facts[fact].condition]; ok && !c.op.Ordering() {
		key, _ := c.value.literal()
		ok = !m.texts.excluded(answers, m.index[key], p.budget)
	}
	if ok {
		return true
	}
	// No text does; a number may, unless one is ruled out.
	for i, f := range n.facts {
		c := p.conditions[f.condition]
		if want[i] != open && !c.test && c.value.words && (want[i] == yes) == (c.op == grammar.Equal) {
			return false
		}
	}
	return true
}

// numberWith looks for a number that gives the verdicts that are wanted, among
// all that JSON can write.
func (p *jsonProblem) numberWith(n *jsonNode, want []truth) (found *cell, complete bool) {
	var machines []machine
	var allowed []uint8
	type limit struct {
		bound  *big.Rat
		orders uint8
	}
	var limits []limit
	aNumber := false // a condition must hold that only a number in range meets
	for i, f := range n.facts {
		c := p.conditions[f.condition]
		holds := want[i] == yes
		switch {
		case want[i] == open:
			continue
		case c.test:
			if holds {
				return nil, true
			}
		case c.value.number != nil:
			aNumber = aNumber || holds
			var orders uint8
			for order := less; order <= greater; order++ {
				if c.op.Holds(int(order)-int(equal)) == holds {
					orders |= 1 << order
				}
			}
			limits = append(limits, limit{c.value.number, orders})
		case c.value.words:
			if holds == (c.op == grammar.Equal) {
				return nil, true // no number's text holds words
			}
		default:
			m, err := c.value.make()
			if err != nil {
				p.failed = err
				return nil, false
			}
			machines, allowed = append(machines, m), append(allowed, allowedBy(truthOf(holds == (c.op == grammar.Equal))))
		}
	}
	complete = true
	try := func(domainOf string, compare func(*big.Rat) machine, limits []limit) *cell {
		all, may := append([]machine{domain{mustRegex(domainOf)}}, machines...), append([]uint8{1 << 1}, allowed...)
		for _, l := range limits {
			all, may = append(all, compare(l.bound)), append(may, l.orders)
		}
		text, ok := textWith(all, may, p.budget)
		if !ok {
			complete = complete && p.budget.Err() == nil
			return nil
		}
		// Not every text of that form is one that a number has.
		if domainOf == integerTexts || numberText(text) == text {
			if c := p.numberCell(n, text, func(v jsonValue) bool { return p.matchesText(v, numberText(text)) }); json.Valid([]byte(text)) && c.gives(want) {
				return n.many.remember(c)
			}
		}
		complete = false
		return nil
	}
	below, above := uint8(1<<less), uint8(1<<greater)
	huge := overflow()
	inRange := append(slices.Clone(limits), limit{huge, below}, limit{new(big.Rat).Neg(huge), above})
	if c := try(integerTexts, newComparison, inRange); c != nil {
		return c, true
	}
	if !aNumber { // too large to be a number, but a value with a text
		for _, l := range []limit{{huge, above | 1<<equal}, {new(big.Rat).Neg(huge), below | 1<<equal}} {
			if c := try(integerTexts, newComparison, []limit{l}); c != nil {
				return c, true
			}
		}
	}
	if c := try(plainTexts, newComparison, limits); c != nil {
		return c, true
	}
	if c := try(powerTexts, newPowerComparison, limits); c != nil {
		return c, true
	}
	return nil, complete
}

// matchesText asks a value's text question.
func (p *jsonProblem) matchesText(v jsonValue, text string) bool {
	if v.words {
		return false
	}
	m, err := v.make()
	return err == nil && out(m, text) == 1
}
