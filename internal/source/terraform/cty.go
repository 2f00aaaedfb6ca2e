package terraform

import (
	"math/big"

	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// asCty is a known scalar for the parser's operators.
func asCty(v *source.Value) (cty.Value, bool) {
	switch v.Kind {
	case source.Null:
		return cty.NullVal(cty.DynamicPseudoType), true
	case source.Bool:
		return cty.BoolVal(v.Bool), true
	case source.Number:
		const most = 400 // digits, as in source.IsNumber
		if len(v.Literal) > most {
			return cty.NilVal, false
		}
		n, err := cty.ParseNumberVal(v.Literal)
		return n, err == nil && !isHuge(n.AsBigFloat())
	case source.String:
		s, ok := v.Str()
		return cty.StringVal(s), ok
	}
	return cty.NilVal, false
}

// fromCty is the value of a known scalar that stands at a span.
func fromCty(c cty.Value, at document.Span) (*source.Value, bool) {
	if !c.IsKnown() || c.IsMarked() {
		return nil, false
	}
	switch {
	case c.IsNull():
		return &source.Value{Kind: source.Null, Span: at}, true
	case c.Type() == cty.Bool:
		return &source.Value{Kind: source.Bool, Span: at, Bool: c.True()}, true
	case c.Type() == cty.Number:
		if isHuge(c.AsBigFloat()) {
			return nil, false
		}
		return &source.Value{Kind: source.Number, Span: at, Literal: numberLiteral(c.AsBigFloat())}, true
	case c.Type() == cty.String:
		return &source.Value{Kind: source.String, Span: at, Text: document.UnitText(c.AsString(), at)}, true
	}
	return nil, false
}

// numberLiteral writes a number that is not huge as Terraform does: without an
// exponent.
func numberLiteral(f *big.Float) string { return f.Text('f', -1) }

// isHuge reports whether a number has very many digits: the exponent tells it
// before any is made. What is no number at all is huge, too.
func isHuge(f *big.Float) bool {
	exp := f.MantExp(nil)
	return exp > 1000 || exp < -1000 || f.IsInf()
}
