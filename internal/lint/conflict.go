package lint

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// excludes reports whether two conditions over one operand surely never hold
// together.
func (p *patternPass) excludes(a, b grammar.Expr) bool {
	x, y := operandOf(a), operandOf(b)
	return x != nil && y != nil && sameOperand(x, y) && p.analyzer.Excludes(a, b) == Yes
}

// operandOf is what a single condition looks at, nil for a group.
func operandOf(e grammar.Expr) grammar.Operand {
	switch e := e.(type) {
	case *grammar.Comparison:
		return e.Left
	case *grammar.Test:
		return e.Selector
	}
	return nil
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

// numberLike reports whether a text could be the text of a number (J16).
func numberLike(text string) bool {
	return text == "" || strings.Trim(text, "0123456789+-.eE") == "" || text == "Infinity" || text == "-Infinity" || text == "NaN"
}
