package source

import (
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/zclconf/go-cty/cty"
)

// asText is what a value is as a string: strings, numbers and booleans have a
// text, as Terraform converts them. It is nil for anything else.
func (v *Value) asText() *Text {
	switch v.Kind {
	case String:
		return v.Text
	case Number:
		return unitText(v.Literal, v.Span)
	case Bool:
		return unitText(strconv.FormatBool(v.Bool), v.Span)
	}
	return nil
}

// asKnown is the text of a value without holes.
func (v *Value) asKnown() (string, bool) {
	t := v.asText()
	if t == nil || !t.Known() {
		return "", false
	}
	return t.Decoded, true
}

// asBool is a value as a condition.
func (v *Value) asBool() (b, ok bool) {
	if v.Kind == Bool {
		return v.Bool, true
	}
	switch s, _ := v.Str(); s {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	return false, false
}

// asInt is a value as a count or an index.
func (v *Value) asInt() (int, bool) {
	s, ok := v.asKnown()
	if !ok || v.Kind == Bool {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// asCty is a known scalar for the parser's operators.
func (v *Value) asCty() (cty.Value, bool) {
	switch v.Kind {
	case Null:
		return cty.NullVal(cty.DynamicPseudoType), true
	case Bool:
		return cty.BoolVal(v.Bool), true
	case Number:
		n, err := cty.ParseNumberVal(v.Literal)
		return n, err == nil
	case String:
		s, ok := v.Str()
		return cty.StringVal(s), ok
	}
	return cty.NilVal, false
}

// fromCty is the value of a known scalar that stands at a span.
func fromCty(c cty.Value, at Span) (*Value, bool) {
	if !c.IsKnown() || c.IsMarked() {
		return nil, false
	}
	switch {
	case c.IsNull():
		return &Value{Kind: Null, Span: at}, true
	case c.Type() == cty.Bool:
		return &Value{Kind: Bool, Span: at, Bool: c.True()}, true
	case c.Type() == cty.Number:
		return &Value{Kind: Number, Span: at, Literal: numberLiteral(c.AsBigFloat())}, true
	case c.Type() == cty.String:
		return &Value{Kind: String, Span: at, Text: unitText(c.AsString(), at)}, true
	}
	return nil, false
}

// numberLiteral writes a number as Terraform does: without an exponent unless
// that would take forever.
func numberLiteral(f *big.Float) string {
	if exp := f.MantExp(nil); exp > 1000 || exp < -1000 {
		return f.Text('g', -1)
	}
	return f.Text('f', -1)
}

// isNumber reports whether a text is a number as JSON spells it.
func isNumber(s string) bool {
	return s != "" && len(s) < 400 && (s[0] == '-' || '0' <= s[0] && s[0] <= '9') && json.Valid([]byte(s))
}
