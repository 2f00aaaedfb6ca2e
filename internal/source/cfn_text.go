package source

import "strings"

// Marks of what is put into texts.
const (
	openSub      = "${"
	openDynamic  = "{{resolve:"
	openRendered = "{{" // of Jinja and Helm
)

// expand puts in what a text refers to: ${Name} where sub is set, from local
// values first; dynamic references and variables of the Serverless Framework
// anywhere. What is not known is a hole.
func (t *template) expand(text *Text, sub bool, local map[string]*Value) *Text {
	s := text.Decoded
	if !strings.Contains(s, openSub) && !strings.Contains(s, openRendered) {
		return text
	}
	out := NewText(text.Style)
	done := 0
	// put replaces s[start:end] by a value.
	put := func(start, end int, v *Value) {
		out.appendRange(text, done, start)
		done = end
		at := text.Span(start, end)
		if known := v.asText(); known != nil {
			out.AppendText(known.relocate(at))
			out.Style = Mixed
			return
		}
		out.AppendHole(oneLine(s[start:end]), v.Ref, at)
	}
	for i := 0; i < len(s); {
		start := i
		i++
		switch {
		case strings.HasPrefix(s[start:], openDynamic) || startsRendered(s[start:]):
			if end := strings.Index(s[start:], "}}"); end > 0 {
				i = start + end + 2
				put(start, i, &Value{})
			}
		case strings.HasPrefix(s[start:], openSub):
			end := closingBrace(s, start+len(openSub))
			if end < 0 {
				continue
			}
			name := strings.TrimSpace(s[start+len(openSub) : end])
			switch {
			case isServerlessVariable(name):
				i = end + 1
				put(start, i, t.variable(name, 0))
			case sub && strings.HasPrefix(name, "!"):
				// ${!x} is ${x}, which an edit would have to write so, too.
				bang := start + len(openSub)
				out.appendRange(text, done, bang)
				done, i = bang+strings.Index(s[bang:], "!")+1, end+1
				out.Style = Mixed
			case sub:
				i = end + 1
				put(start, i, t.named(name, local))
			}
		}
		if out.cost() > maxText {
			break
		}
	}
	out.appendRange(text, done, len(s))
	out.Anchor(text.Span(0, 0).Start)
	return out
}

// startsRendered reports whether a text starts with what another program
// renders: {{ and a name, which no filter pattern has there.
func startsRendered(s string) bool {
	inner, ok := strings.CutPrefix(s, openRendered)
	inner = strings.TrimLeft(inner, "- ")
	return ok && inner != "" && (inner[0] == '.' || inner[0] == '_' || 'a' <= inner[0]|0x20 && inner[0]|0x20 <= 'z')
}

// closingBrace is the offset of the } that ends what was opened before start,
// -1 when there is none.
func closingBrace(s string, start int) int {
	depth := 0
	for i := start; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return -1
}

// named is what ${name} stands for in Fn::Sub.
func (t *template) named(name string, local map[string]*Value) *Value {
	if v := local[name]; v != nil {
		return v
	}
	if v := t.parameter(name); v != nil {
		return v
	}
	resource, _, _ := strings.Cut(name, ".")
	return &Value{Ref: t.refer(resource)}
}
