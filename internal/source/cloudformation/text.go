package cloudformation

import (
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// expand puts in what a text refers to: ${Name} where sub is set, from local
// values first; dynamic references and variables of the Serverless Framework
// anywhere. What is not known is a hole.
func (t *Template) expand(text *document.Text, sub bool, local map[string]*source.Value) *document.Text {
	s := text.Decoded
	if !strings.Contains(s, document.OpenSub) && !strings.Contains(s, document.OpenRendered) {
		return text
	}
	if !text.Known() {
		return text // another program puts something into it first
	}
	out := document.NewText(text.Style)
	done := 0
	// put replaces s[start:end] by a value.
	put := func(start, end int, v *source.Value) {
		out.AppendRange(text, done, start)
		done = end
		at := text.Span(start, end)
		if known := v.AsText(); known != nil && t.f.Fits(out, known, at) {
			out.AppendText(known.Relocate(at))
			out.Style = document.Mixed
			return
		}
		what := document.OneLine(s[start:end])
		if name, _, more := strings.Cut(what, ","); more && source.SensitiveName(name) {
			what = name + "}" // its default is a secret, too
		}
		out.AppendAttribute(what, v.Ref, v.Attribute, at)
	}
	for i := 0; i < len(s); {
		start := i
		i++
		switch {
		case strings.HasPrefix(s[start:], document.OpenDynamic) || document.StartsRendered(s[start:]):
			if end := strings.Index(s[start:], "}}"); end > 0 {
				i = start + end + 2
				put(start, i, &source.Value{})
			}
		case strings.HasPrefix(s[start:], document.OpenSub):
			end := document.ClosingBrace(s, start+len(document.OpenSub))
			if end < 0 {
				continue
			}
			name := strings.TrimSpace(s[start+len(document.OpenSub) : end])
			switch {
			case isServerlessVariable(name):
				i = end + 1
				put(start, i, t.variable(name, 0, text.Span(start, i)))
			case sub && strings.HasPrefix(name, "!"):
				// ${!x} is ${x}, which an edit would have to write so, too.
				bang := start + len(document.OpenSub)
				out.AppendRange(text, done, bang)
				done, i = bang+strings.Index(s[bang:], "!")+1, end+1
				out.Style = document.Mixed
			case sub:
				i = end + 1
				put(start, i, t.named(name, local))
			}
		}
	}
	out.AppendRange(text, done, len(s))
	out.Anchor(text.Span(0, 0).Start)
	return out
}

// named is what ${name} stands for in Fn::Sub.
func (t *Template) named(name string, local map[string]*source.Value) *source.Value {
	if v := local[name]; v != nil {
		return v
	}
	if v := t.parameter(name); v != nil {
		return v
	}
	resource, attribute, dotted := strings.Cut(name, ".")
	if !dotted {
		attribute = source.RefAttribute
	}
	return &source.Value{Ref: t.refer(resource), Attribute: attribute}
}
