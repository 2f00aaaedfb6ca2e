package source

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"

	"github.com/logsieve/logsieve/internal/document"
)

// AsText is what a value is as a string: strings, numbers and booleans have a
// text, as Terraform converts them. It is nil for anything else.
func (v *Value) AsText() *Text {
	switch v.Kind {
	case String:
		return v.Text
	case Number:
		return document.UnitText(v.Literal, v.Span)
	case Bool:
		return document.UnitText(strconv.FormatBool(v.Bool), v.Span)
	}
	return nil
}

// AsKnown is the text of a value without holes.
func (v *Value) AsKnown() (string, bool) {
	t := v.AsText()
	if t == nil || !t.Known() {
		return "", false
	}
	return t.Decoded, true
}

// AsBool is a value as a condition.
func (v *Value) AsBool() (b, ok bool) {
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

// AsInt is a value as a count or an index.
func (v *Value) AsInt() (int, bool) {
	s, ok := v.AsKnown()
	if !ok || v.Kind == Bool {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// IsNumber reports whether a text is a number as JSON spells it.
func IsNumber(s string) bool {
	return s != "" && len(s) < 400 && (s[0] == '-' || '0' <= s[0] && s[0] <= '9') && json.Valid([]byte(s))
}

// ToString converts numbers and booleans to strings, as Terraform does.
func ToString(v *Value) *Value {
	if v.Kind == Number || v.Kind == Bool {
		return &Value{Kind: String, Span: v.Span, Text: v.AsText()}
	}
	return v
}

// ToNumber converts a string that holds a number. One with holes is not
// known.
func ToNumber(v *Value) *Value {
	if v.Kind != String {
		return v
	}
	if !v.Text.Known() {
		if strings.Trim(v.Text.Decoded, "0123456789+-.eE \t\r\n") != "" {
			return v // no number, whatever its holes hold
		}
		h := v.Text.Holes[0]
		return &Value{Kind: Unknown, Span: v.Span, What: h.What, Ref: h.Ref}
	}
	s := strings.TrimLeftFunc(v.Text.Decoded, unicode.IsSpace)
	if !IsNumber(s) {
		if s = bareNumber(s); !IsNumber(s) {
			return v
		}
	}
	return &Value{Kind: Number, Span: v.Span, Literal: s}
}

// bareNumber writes +1, .5 and 1. as JSON spells them: YAML and the services
// take them, too.
func bareNumber(s string) string {
	sign := ""
	if s = strings.TrimPrefix(s, "+"); strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	return sign + strings.TrimSuffix(s, ".")
}

func ToTextMap(v *Value) *Value {
	if v.Kind != Map {
		return v
	}
	if len(v.Members) == 0 {
		return nil
	}
	out := &Value{Kind: Map, Span: v.Span}
	for _, m := range v.Members {
		if m.Value.Kind != Null {
			out.Members = append(out.Members, &Member{Name: m.Name, Key: m.Key, Value: ToString(m.Value)})
		}
	}
	return out
}

func (v *Value) IsText(s string) bool {
	text, ok := v.Str()
	return ok && text == s
}

func (v *Value) Empty() bool {
	s, ok := v.Str()
	return v.Kind == Null || ok && s == "" || v.Kind == List && len(v.Items) == 0 || v.Kind == Map && len(v.Members) == 0
}

// CamelCase is the API's spelling of an option.
func CamelCase(option string) string {
	var b strings.Builder
	for i, part := range strings.Split(option, "-") {
		if i > 0 && part != "" {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}
