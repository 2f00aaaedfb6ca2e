package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// excludes reports whether two conditions over one operand surely never hold
// together.
func excludes(a, b grammar.Expr) bool {
	switch a := a.(type) {
	case *grammar.Comparison:
		switch b := b.(type) {
		case *grammar.Comparison:
			return sameOperand(a.Left, b.Left) && valuesExclude(a, b)
		case *grammar.Test:
			// A comparison wants text or a number, a test their absence or
			// another type (J8 to J10).
			return sameOperand(a.Left, b.Selector)
		}
	case *grammar.Test:
		switch b := b.(type) {
		case *grammar.Comparison:
			return excludes(b, a)
		case *grammar.Test:
			return sameOperand(a.Selector, b.Selector) && a.Kind != b.Kind
		}
	}
	return false
}

// sameOperand reports whether two conditions look at one value, however it is
// spelled. Those over a selector with a wildcard may be met by different
// elements (J5).
func sameOperand(a, b grammar.Operand) bool {
	switch a := a.(type) {
	case *grammar.FieldName:
		b, ok := b.(*grammar.FieldName)
		return ok && a.Name == b.Name
	case *grammar.Selector:
		b, ok := b.(*grammar.Selector)
		return ok && slices.EqualFunc(a.Steps, b.Steps, func(x, y *grammar.Step) bool {
			return x.Kind != grammar.WildcardStep && x.Kind == y.Kind && x.Name == y.Name && x.Index == y.Index
		})
	}
	return false
}

// valuesExclude reports whether no value satisfies both comparisons.
func valuesExclude(a, b *grammar.Comparison) bool {
	switch {
	case a.Op.Ordering() && b.Op.Ordering():
		return rangesExclude(a, b)
	case a.Op.Ordering():
		return b.Op == grammar.Equal && equalsOutside(b, a)
	case b.Op.Ordering():
		return a.Op == grammar.Equal && equalsOutside(a, b)
	case a.Op == grammar.Equal && b.Op == grammar.Equal:
		return equalsDiffer(a.Value, b.Value)
	case a.Op == grammar.NotEqual && b.Op == grammar.NotEqual:
		return false
	}
	// One asks for what the other excludes, in the same words.
	return valueText(a.Value) == valueText(b.Value) || a.Op == grammar.Equal && within(a.Value, b.Value) || b.Op == grammar.Equal && within(b.Value, a.Value)
}

// within reports whether a literal text matches a text with stars.
func within(literal, pattern grammar.Value) bool {
	l, ok := literal.(*grammar.Text)
	p, also := pattern.(*grammar.Text)
	return ok && also && !l.HasWildcard() && starMatches(p, l.Decoded)
}

// starMatches takes the pieces between stars at their first occurrences (J13).
func starMatches(p *grammar.Text, text string) bool {
	pieces := p.Pieces()
	if len(pieces) == 1 {
		return pieces[0] == text
	}
	rest, ok := strings.CutPrefix(text, pieces[0])
	if !ok {
		return false
	}
	last := pieces[len(pieces)-1]
	for _, piece := range pieces[1 : len(pieces)-1] {
		i := strings.Index(rest, piece)
		if i < 0 {
			return false
		}
		rest = rest[i+len(piece):]
	}
	if last == "" {
		return true
	}
	i := strings.Index(rest, last)
	return i >= 0 && i+len(last) == len(rest)
}

// starMayMatch is starMatches with any choice of occurrences: that the first
// ones are taken is not certain (J13, D).
func starMayMatch(p *grammar.Text, text string) bool {
	pieces := p.Pieces()
	rest, ok := strings.CutPrefix(text, pieces[0])
	if !ok {
		return false
	}
	for _, piece := range pieces[1 : len(pieces)-1] {
		i := strings.Index(rest, piece)
		if i < 0 {
			return false
		}
		rest = rest[i+len(piece):]
	}
	return strings.HasSuffix(rest, pieces[len(pieces)-1])
}

// rangesExclude reports whether two orderings leave no number.
func rangesExclude(a, b *grammar.Comparison) bool {
	if b.Op == grammar.Less || b.Op == grammar.LessOrEqual {
		a, b = b, a
	}
	if a.Op != grammar.Less && a.Op != grammar.LessOrEqual || b.Op != grammar.Greater && b.Op != grammar.GreaterOrEqual {
		return false
	}
	upper, ok := number(a.Value)
	lower, also := number(b.Value)
	if !ok || !also {
		return false
	}
	if upper < lower {
		return true
	}
	strict := a.Op == grammar.Less || b.Op == grammar.Greater
	return upper == lower && strict && valueText(a.Value) == valueText(b.Value)
}

// equalsOutside reports whether what a value equals is no number that the
// ordering takes.
func equalsOutside(equal, ordering *grammar.Comparison) bool {
	limit, ok := number(ordering.Value)
	if !ok {
		return false
	}
	text, isText := equal.Value.(*grammar.Text)
	if isText {
		// The text of a number never holds other letters than those of
		// exponents and of Infinity (J16).
		return !text.HasWildcard() && !engine.IsNumber([]byte(text.Decoded)) && !numberLike(text.Decoded)
	}
	v, ok := number(equal.Value)
	if !ok {
		return false
	}
	switch ordering.Op {
	case grammar.Less, grammar.LessOrEqual:
		return v > limit
	default:
		return v < limit
	}
}

// equalsDiffer reports whether no value equals both.
func equalsDiffer(a, b grammar.Value) bool {
	if text, ok := a.(*grammar.Text); ok {
		if other, also := b.(*grammar.Text); also {
			return textsDiffer(text, other)
		}
		if _, also := b.(*grammar.Number); also {
			return !text.HasWildcard() && !numberLike(text.Decoded)
		}
		return false
	}
	if _, ok := b.(*grammar.Text); ok {
		return equalsDiffer(b, a)
	}
	v, ok := number(a)
	w, also := number(b)
	return ok && also && v != w
}

// textsDiffer reports whether no text matches both. Two texts with stars
// exclude each other when what stands in front of their first stars, or behind
// their last ones, cannot be the same.
func textsDiffer(a, b *grammar.Text) bool {
	switch {
	case !a.HasWildcard() && !b.HasWildcard():
		return a.Decoded != b.Decoded
	case !a.HasWildcard():
		return !starMayMatch(b, a.Decoded)
	case !b.HasWildcard():
		return !starMayMatch(a, b.Decoded)
	}
	p, q := a.Pieces(), b.Pieces()
	front, front2 := p[0], q[0]
	back, back2 := p[len(p)-1], q[len(q)-1]
	return !strings.HasPrefix(front, front2) && !strings.HasPrefix(front2, front) ||
		!strings.HasSuffix(back, back2) && !strings.HasSuffix(back2, back)
}

// numberLike reports whether a text could be the text of a number (J16).
func numberLike(text string) bool {
	return text == "" || strings.Trim(text, "0123456789+-.eE") == "" || text == "Infinity" || text == "-Infinity" || text == "NaN"
}

// number is a number that a double tells apart from its neighbours well
// enough to compare; ok is false for values that are none.
func number(v grammar.Value) (n float64, ok bool) {
	literal, isNumber := v.(*grammar.Number)
	if !isNumber {
		return 0, false
	}
	n, err := strconv.ParseFloat(literal.Raw, 64)
	return n, err == nil
}
