package analyze

import (
	"fmt"
	"math/big"

	"github.com/logsieve/logsieve/grammar"
)

// Texts that space-delimited patterns take as numbers (S9), without and with
// an exponent.
const (
	plainNumber = `^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$`
	powerNumber = `^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+$`
)

// fieldTest is the condition of one field of one of the patterns.
type fieldTest struct {
	side       int
	conditions []fieldCondition
	formula    *formula
	known      map[grammar.Expr]int // of the conditions
}

// fieldCondition compares a field's value.
type fieldCondition struct {
	op     grammar.CompareOp
	text   int      // machine of the text question
	number *big.Rat // of a bare number
	order  int      // machine of the comparison
}

// valueSet is what some fields ask of one value, with the machines that
// answer.
type valueSet struct {
	questions
	tests  []*fieldTest
	bounds []*big.Rat
	orders map[string]int
	plain  int // machine that tells plain numbers, with bounds
	power  int // machine that tells numbers with an exponent
	sign   int // machine that tells negative numbers
	// mantissas are the machines that compare digits alone, by bound.
	mantissas map[string]int
	// texts is set when something asks for the text beyond its being a number.
	texts bool
}

func newValueSet() *valueSet {
	return &valueSet{questions: questions{keys: map[string]int{}}, orders: map[string]int{}, mantissas: map[string]int{}, plain: -1, power: -1}
}

// add compiles a field's condition.
func (v *valueSet) add(side int, e grammar.Expr, constant map[grammar.Expr]bool) error {
	t := &fieldTest{side: side}
	var err error
	if t.formula, err = v.expression(t, e, constant); err != nil {
		return err
	}
	v.tests = append(v.tests, t)
	return nil
}

func (v *valueSet) expression(t *fieldTest, e grammar.Expr, constant map[grammar.Expr]bool) (*formula, error) {
	return formulaOf(e, constant, func(e grammar.Expr) (int, error) {
		if at, ok := t.known[e]; ok {
			return at, nil
		}
		comparison, ok := e.(*grammar.Comparison)
		if !ok {
			return 0, fmt.Errorf("no condition of a field: %T", e)
		}
		c, err := v.condition(comparison)
		if t.known == nil {
			t.known = map[grammar.Expr]int{}
		}
		t.known[e] = len(t.conditions)
		t.conditions = append(t.conditions, c)
		return t.known[e], err
	})
}

func (v *valueSet) condition(e *grammar.Comparison) (fieldCondition, error) {
	value, err := newJSONValue(e.Value)
	if err != nil {
		return fieldCondition{}, err
	}
	c := fieldCondition{op: e.Op, number: value.number}
	key, build := value.literal()
	if err := v.ask(key, build); err != nil {
		return c, err
	}
	c.text = v.keys[key]
	if value.number == nil {
		v.texts = true
		return c, nil
	}
	if _, clamped := rational(value.raw); clamped {
		return c, fmt.Errorf("%s is beyond what is computed with", value.raw)
	}
	if v.plain < 0 {
		v.plain, v.power, v.sign = len(v.machines), len(v.machines)+1, len(v.machines)+2
		v.machines = append(v.machines, mustRegex(plainNumber), mustRegex(powerNumber), signs{})
	}
	name := value.number.RatString()
	at, ok := v.orders[name]
	if !ok {
		at = len(v.machines)
		v.orders[name] = at
		v.mantissas[name] = at + 1
		v.machines = append(v.machines, newComparison(value.number), newMantissa(value.number))
		v.bounds = append(v.bounds, value.number)
	}
	c.order = at
	return c, nil
}

// region is where a number lies among the bounds: twice the number of bounds
// below it, and one more when it is on one.
type region int

// verdicts evaluates the tests for the machines' answers. A number with an
// exponent is taken to be in a region, which its digits alone do not tell.
func (v *valueSet) verdicts(outs func(machine int) uint8, in region) [2]bool {
	good := [2]bool{true, true}
	for _, t := range v.tests {
		if t.formula.eval(v.facts(t, outs, in)) != yes {
			good[t.side] = false
		}
	}
	return good
}

// facts are the verdicts of the conditions of a test.
func (v *valueSet) facts(t *fieldTest, outs func(machine int) uint8, in region) []truth {
	var sorted []*big.Rat
	power := v.power >= 0 && outs(v.power) == 1
	if power {
		sorted = boundaries(v.bounds)
	}
	facts := make([]truth, len(t.conditions))
	for i, c := range t.conditions {
		var holds bool
		switch {
		case c.number == nil, outs(v.plain) == 0 && !power:
			holds = !c.op.Ordering() && (outs(c.text) == 1) == (c.op == grammar.Equal)
		case power:
			holds = c.op.Holds(in.order(sorted, c.number))
		default:
			holds = c.op.Holds(int(outs(c.order)) - int(equal))
		}
		facts[i] = truthOf(holds)
	}
	return facts
}

// order compares a number of the region with one of the bounds.
func (r region) order(sorted []*big.Rat, bound *big.Rat) int {
	for i, b := range sorted {
		if b.Cmp(bound) == 0 {
			return int(r) - (2*i + 1)
		}
	}
	return 0
}

// regions is how many there are.
func (v *valueSet) regions() int { return 2*len(boundaries(v.bounds)) + 1 }

// settle forgets what no longer matters of the states of a value's machines:
// how a text compares that is no number, or none without an exponent.
func (v *valueSet) settle(states []int32) {
	if v.plain < 0 {
		return
	}
	plain := v.machines[v.plain].(*regexMachine).hopeless(states[v.plain])
	power := v.machines[v.power].(*regexMachine).hopeless(states[v.power])
	for name, at := range v.orders {
		if plain {
			states[at] = 0
		}
		if power {
			states[v.mantissas[name]] = 0
		}
	}
	if power {
		states[v.sign] = 0
	}
}
