package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

func (s *nearSearch) delimited(p *grammar.DelimitedPattern) {
	if s.trace.Matched {
		if f := p.Fields; len(f) == 1 && f[0].Name != "" && f[0].Expr == nil && !strings.Contains(string(s.message), s.text) {
			s.add(NearMiss{Code: "brackets-are-fields",
				Message:       "this matches although " + s.text + " does not occur in the message: brackets around a pattern name fields",
				Suggestion:    "Put the text in double quotes to look for it.",
				FilterPattern: quoted(s.text)})
		}
		return
	}
	if s.trace.Root.Children[0].Verdict == engine.False {
		s.tooFew(p)
		return
	}
	for i, n := range s.trace.Conditions() {
		if n.Verdict != engine.False {
			continue
		}
		c := n.Node.(*grammar.Comparison)
		f := slices.IndexFunc(p.Fields, func(f *grammar.Field) bool { return f.At.Start <= c.At.Start && c.At.End <= f.At.End })
		if f < 0 || s.rest(i+1, p, f) || s.fieldValue(i+1, c, n.Operand) {
			continue
		}
		s.shifted(i+1, p, f)
	}
}

// tooFew tries the pattern without one of its fields.
func (s *nearSearch) tooFew(p *grammar.DelimitedPattern) {
	needed, got := neededAndGot(s.trace)
	if needed-got != 1 || got == 0 {
		return
	}
	m := NearMiss{Code: "one-value-too-few", Message: fmt.Sprintf("the message has %s, one fewer than the pattern has fields", values(got))}
	for i, f := range slices.Backward(p.Fields) {
		if f.Expr != nil || f.Ellipsis {
			continue
		}
		pattern := withoutField(s.text, p, i)
		if s.try(pattern, 0).matches {
			name := "an unnamed field"
			if f.Name != "" {
				name = f.Name
			}
			m.Suggestion = "Without " + name + " the pattern would match; compare the fields with the line."
			m.FilterPattern = pattern
			break
		}
	}
	if m.Suggestion == "" {
		m.Suggestion = "Compare the fields with the line; an ellipsis stands for zero or more values."
	}
	s.add(m)
}

// withoutField is the pattern without a field and one comma beside it.
func withoutField(text string, p *grammar.DelimitedPattern, i int) string {
	fields := fieldTexts(text, p)
	return "[" + strings.Join(slices.Delete(fields, i, i+1), ", ") + "]"
}

func fieldTexts(text string, p *grammar.DelimitedPattern) []string {
	out := make([]string, len(p.Fields))
	for i, f := range p.Fields {
		out[i] = strings.TrimSpace(text[f.At.Start:f.At.End])
	}
	return out
}

// rest tries the last field without the rest of the line.
func (s *nearSearch) rest(number int, p *grammar.DelimitedPattern, field int) bool {
	if field != len(p.Fields)-1 || p.HasEllipsis() {
		return false
	}
	if !slices.ContainsFunc(s.trace.Fields, func(f engine.TracedField) bool { return f.Rest }) {
		return false
	}
	return s.suggest(NearMiss{Code: "last-field-takes-rest", Condition: number,
		Message:    "the last field is the whole rest of the line; its first value alone would satisfy the condition",
		Suggestion: "Add an ellipsis after it.",
	}, grammar.Span{Start: len(s.text) - 1, End: len(s.text)}, ", ...]")
}

func (s *nearSearch) fieldValue(number int, c *grammar.Comparison, o engine.Operand) bool {
	if c.Op == grammar.NotEqual {
		return false
	}
	name := c.Left.(*grammar.FieldName).Name
	m := NearMiss{Condition: number}
	text := string(o.Text)
	switch v := c.Value.(type) {
	case *grammar.Number:
		number := strings.TrimRight(strings.TrimLeft(text, `"'(<[`), `"'),.;:%]>abcdefghijklmnopqrstuvwxyz`)
		if o.Numeric || number == text || !engine.IsNumber([]byte(number)) {
			return false
		}
		f, err := engine.ParseAndCompile("[v " + c.Op.String() + " " + v.Raw + "]")
		if err != nil || !f.Match([]byte(number)) {
			return false
		}
		m.Code, m.Message = "no-number", fmt.Sprintf("%s is %s, which is not a number; %s would satisfy it", name, quote(clipped(text)), number)
		m.Suggestion = "Log the number alone, between spaces, or compare text with = and wildcards."
		s.add(m)
		return true
	case *grammar.Regex:
		return s.regexCase(m, v, text, name)
	case *grammar.Text:
		for _, cut := range []string{`""`, `[]`, `''`} {
			if bare, ok := enclosed(v.Decoded, cut); ok && globRegexp(&grammar.Text{Decoded: bare}, "").MatchString(text) {
				m.Code, m.Message = "delimiters-are-taken-off", fmt.Sprintf("%s is %s: the quotes or brackets around a value are not part of it", name, quote(clipped(text)))
				m.Suggestion = "Compare with the text between them."
				return s.suggest(m, v.At, quoted(bare))
			}
			if bare, ok := enclosed(text, cut); ok && globRegexp(v, "").MatchString(bare) {
				m.Code, m.Message = "quotes-around-value", fmt.Sprintf("%s is %s, with quotes that are part of the value", name, quote(clipped(text)))
				m.Suggestion = "Only \" and [ ] around a value are removed."
				return s.suggest(m, v.At, quoted(cut[:1]+v.Decoded+cut[1:]))
			}
		}
		return s.textValue(m, name, v, text)
	}
	return false
}

// enclosed returns what stands between two delimiters.
func enclosed(text, delimiters string) (string, bool) {
	if len(text) < 2 || text[0] != delimiters[0] || text[len(text)-1] != delimiters[1] {
		return "", false
	}
	return text[1 : len(text)-1], true
}

// shifted looks for the value one place to the right or left.
func (s *nearSearch) shifted(number int, p *grammar.DelimitedPattern, field int) bool {
	fields := fieldTexts(s.text, p)
	m := NearMiss{Condition: number, Code: "shifted-line"}
	name := p.Fields[field].Name
	for i := field - 1; i >= 0; i-- {
		if p.Fields[i].Expr != nil || p.Fields[i].Ellipsis {
			continue
		}
		m.FilterPattern = withoutField(s.text, p, i)
		if s.try(m.FilterPattern, number).holds {
			m.Message = fmt.Sprintf("the value before that of %s satisfies the condition: the line seems to have one value fewer than the pattern has fields", name)
			m.Suggestion = "Compare the fields with the line."
			s.add(m)
			return true
		}
		break
	}
	m.FilterPattern = "[" + strings.Join(slices.Insert(fields, field, ""), ", ") + "]"
	if s.try(m.FilterPattern, number).holds {
		m.Message = fmt.Sprintf("the value after that of %s satisfies the condition: the line seems to have one value more than the pattern has fields before it", name)
		m.Suggestion = "Compare the fields with the line; text with spaces must be quoted to be one value."
		s.add(m)
		return true
	}
	return false
}
