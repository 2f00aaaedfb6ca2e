package engine

// setExpr is an operator over operands, or a condition of the set.
type setExpr struct {
	condition int32 // -1 for an operator
	or        bool
	operands  []setExpr
}

// outcomes remembers how conditions decided, until it is cleared.
type outcomes struct {
	decided marks
	holds   []bool
}

func newOutcomes(n int) outcomes { return outcomes{decided: newMarks(n), holds: make([]bool, n)} }

// decider decides conditions over one event.
type decider interface{ decide(condition int32) bool }

// remembered is the outcome of a condition, which is found out once.
func (o *outcomes) remembered(condition int32, d decider) bool {
	if o.decided.add(condition) {
		o.holds[condition] = d.decide(condition)
	}
	return o.holds[condition]
}

func (o *outcomes) evaluate(x *setExpr, d decider) bool {
	if x.condition >= 0 {
		return o.remembered(x.condition, d)
	}
	for i := range x.operands {
		if o.evaluate(&x.operands[i], d) == x.or {
			return x.or
		}
	}
	return !x.or
}
