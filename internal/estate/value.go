package estate

import (
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/source"
)

// Same says whether two values of requests are the same text. In one scope the
// same expression has one value; elsewhere what is not known may be anything.
func Same(a Located, va *source.Value, b Located, vb *source.Value) analyze.Answer {
	if va == nil || vb == nil {
		return answer(va == vb)
	}
	oneScope := a.scope() == b.scope()
	pa, pb := Parts(va), Parts(vb)
	equal := func(x, y Part) bool { return x == y && (x.Hole == "" || oneScope && steady(x.Hole)) }
	for len(pa) > 0 && len(pb) > 0 && equal(pa[0], pb[0]) {
		pa, pb = pa[1:], pb[1:]
	}
	for len(pa) > 0 && len(pb) > 0 && equal(pa[len(pa)-1], pb[len(pb)-1]) {
		pa, pb = pa[:len(pa)-1], pb[:len(pb)-1]
	}
	la, knownA := literal(pa)
	lb, knownB := literal(pb)
	switch {
	case knownA && knownB:
		return answer(la == lb)
	case apart(pa, pb):
		return analyze.No
	}
	return analyze.Unknown
}

// literal is the text of parts without holes.
func literal(list []Part) (string, bool) {
	var b strings.Builder
	for _, p := range list {
		if p.Hole != "" {
			return "", false
		}
		b.WriteString(p.Literal)
	}
	return b.String(), true
}

// apart reports whether texts differ whatever their holes hold: by how they
// start or how they end.
func apart(a, b []Part) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	x, y := a[0].Literal, b[0].Literal
	if n := min(len(x), len(y)); x[:n] != y[:n] {
		return true
	}
	x, y = a[len(a)-1].Literal, b[len(b)-1].Literal
	n := min(len(x), len(y))
	return x[len(x)-n:] != y[len(y)-n:]
}

func answer(yes bool) analyze.Answer {
	if yes {
		return analyze.Yes
	}
	return analyze.No
}

// steady reports whether an expression has one value wherever it stands in a
// scope: one over the instance of a resource has not.
func steady(expression string) bool {
	for _, word := range []string{"each.", "count.", "generated", "uuid", "timestamp", "random"} {
		if strings.Contains(expression, word) {
			return false
		}
	}
	return true
}

// Expression is a value for people: what is not known stands in ${}.
func Expression(v *source.Value) string {
	switch {
	case v == nil:
		return ""
	case v.Kind == source.Number:
		return v.Literal
	case v.Kind == source.String && len(v.Text.Holes) == 0:
		return v.Text.Decoded
	case v.Kind == source.String:
		var b strings.Builder
		for _, p := range Parts(v) {
			b.WriteString(p.Literal)
			if p.Hole != "" {
				b.WriteString(placeholder(p.Hole))
			}
		}
		return b.String()
	}
	return placeholder(v.What)
}

// placeholder shows an unknown part, which some formats write with ${} already.
func placeholder(what string) string {
	if strings.HasPrefix(what, "${") {
		return what
	}
	return "${" + what + "}"
}

// Part is a known text or a hole.
type Part struct{ Literal, Hole string }

// Reference is the resource that a value names and nothing else: an unknown
// value, or a text that is one hole. It is "" for any other.
func Reference(v *source.Value) string {
	switch {
	case v.Kind == source.Unknown:
		return v.Ref
	case v.Kind == source.String && v.Text.Decoded == "" && len(v.Text.Holes) == 1:
		return v.Text.Holes[0].Ref
	}
	return ""
}

// GroupNamed is the name of a log group that is given by its name or its ARN,
// or a reference to it. What an ARN has before the name does not matter: a
// request is about log groups of its own account and Region.
func GroupNamed(v *source.Value) *source.Value {
	if v.Kind == source.String && v.Text.Decoded == ":*" && len(v.Text.Holes) == 1 && v.Text.Holes[0].Offset == 0 {
		h := v.Text.Holes[0] // the ARN of a resource, with what stands for its log streams
		return &source.Value{Kind: source.Unknown, Span: v.Span, What: h.What, Ref: h.Ref, Attribute: h.Attribute}
	}
	if v.Kind != source.String || !strings.HasPrefix(v.Text.Decoded, "arn:") {
		return v
	}
	before, name, ok := strings.Cut(strings.TrimSuffix(v.Text.Decoded, ":*"), ":log-group:")
	if !ok {
		return v
	}
	start := len(before) + len(":log-group:")
	text := &source.Text{Decoded: name}
	for _, h := range v.Text.Holes {
		if h.Offset >= start {
			h.Offset -= start
			text.Holes = append(text.Holes, h)
		}
	}
	if len(text.Holes) == 1 && name == "" {
		h := text.Holes[0]
		return &source.Value{Kind: source.Unknown, Span: v.Span, What: h.What, Ref: h.Ref, Attribute: h.Attribute}
	}
	return &source.Value{Kind: source.String, Span: v.Span, Text: text}
}

// Parts are the known and unknown parts of a text or an unknown value.
func Parts(v *source.Value) []Part {
	if v.Kind == source.Unknown {
		return []Part{{Hole: v.What}}
	}
	if v.Kind != source.String {
		return []Part{{Literal: Expression(v)}}
	}
	var list []Part
	done := 0
	for _, h := range v.Text.Holes {
		if at := min(max(h.Offset, done), len(v.Text.Decoded)); at > done {
			list = append(list, Part{Literal: v.Text.Decoded[done:at]})
			done = at
		}
		list = append(list, Part{Hole: h.What})
	}
	if done < len(v.Text.Decoded) {
		list = append(list, Part{Literal: v.Text.Decoded[done:]})
	}
	return list
}
