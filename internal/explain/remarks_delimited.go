package explain

import (
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

func (r *remarker) delimited(p *grammar.DelimitedPattern) {
	conditions := 0
	for _, f := range p.Fields {
		if f.Expr != nil {
			conditions++
		}
	}
	switch {
	case len(p.Fields) == 0:
		r.add(Remark{Code: "matches-everything", Span: p.At,
			Message: "No field has a condition: every log event matches.",
			Help:    "Name the fields, and give one a condition."})
	case conditions == 0 && len(p.Fields) == 1 && p.Fields[0].Name != "":
		name := p.Fields[0].Name
		r.add(Remark{Code: "brackets-are-fields", Span: p.At,
			Message:       "This is a space-delimited pattern with one field named " + name + ". It matches every log event that is not blank, whether it contains " + r.text + " or not.",
			Help:          "Put the text in double quotes to look for it.",
			FilterPattern: quoted(r.text)})
	case conditions == 0:
		r.add(Remark{Code: "no-conditions", Span: p.At,
			Message: "No field has a condition: every log event with enough values matches.",
			Help:    "Give a field a condition, such as [level = ERROR, ...]."})
	}
	if last := len(p.Fields) - 1; last >= 0 && !p.HasEllipsis() && p.Fields[last].Expr != nil {
		f := p.Fields[last]
		r.add(Remark{Code: "last-field-takes-rest", Span: f.At,
			Message:       "In a longer line the last field is the whole rest of the line, spaces and quotes included, and its condition applies to all of that.",
			Help:          "Add an ellipsis after it to look at one value.",
			FilterPattern: strings.TrimSuffix(r.text, "]") + ", ...]"})
	}
	for n := range grammar.All(p) {
		switch n := n.(type) {
		case *grammar.Or:
			r.precedence(n)
		case *grammar.Comparison:
			r.fieldComparison(n)
		}
	}
}

func (r *remarker) fieldComparison(c *grammar.Comparison) {
	switch v := c.Value.(type) {
	case *grammar.Regex:
		r.regex(v)
	case *grammar.Text:
		if n := len(v.Decoded); n > 1 && (v.Decoded[0] == '[' && v.Decoded[n-1] == ']' || v.Decoded[0] == '"' && v.Decoded[n-1] == '"') {
			r.add(Remark{Code: "delimiters-are-taken-off", Span: v.At,
				Message:       "The brackets or quotes around a value of the line are not part of it.",
				Help:          "Compare with the text between them.",
				FilterPattern: r.replaced(v.At, quoted(v.Decoded[1:n-1]))})
		}
		r.value(c, v)
	}
	if c.Op.Ordering() {
		r.once(Remark{Code: "ordering-needs-number", Span: c.At,
			Message: "An ordering is false for a value that is not a number, such as - or 12ms.",
			Help:    "Compare text with = and wildcards."})
	}
}
