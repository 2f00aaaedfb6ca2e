package explain

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

// quote puts a text of the pattern or event between quotes, so that its
// blanks and control characters show.
func quote(text string) string { return strconv.Quote(text) }

func conditionMeaning(e grammar.Expr) string {
	switch e := e.(type) {
	case *grammar.Test:
		return testMeaning(e)
	case *grammar.Comparison:
		switch left := e.Left.(type) {
		case *grammar.Selector:
			return selectorMeaning(left, e)
		case *grammar.FieldName:
			return left.Name + " " + fieldPredicate(e)
		}
	}
	return ""
}

// selected names what a selector with a wildcard stands for.
func selected(s *grammar.Selector) string { return "value that " + s.String() + " selects" }

func testMeaning(t *grammar.Test) string {
	s := t.Selector.String()
	some := t.Selector.Wildcards() > 0
	switch t.Kind {
	case grammar.NotExists:
		if some {
			return s + " selects nothing"
		}
		return s + " is missing (null is not missing)"
	case grammar.IsNull:
		if some {
			return "some " + selected(t.Selector) + " is null"
		}
		return s + " is null, or an array that holds a null"
	}
	value := "true"
	if t.Kind == grammar.IsFalse {
		value = "false"
	}
	if some {
		s = "some " + selected(t.Selector)
	}
	return s + " is the boolean " + value
}

func selectorMeaning(s *grammar.Selector, c *grammar.Comparison) string {
	switch {
	case s.Wildcards() > 0 && c.Op == grammar.NotEqual:
		positive := *c
		positive.Op = grammar.Equal
		return fmt.Sprintf("%s exists, and no %s %s", wildcardParent(s), selected(s), predicate(&positive))
	case s.Wildcards() > 0:
		return fmt.Sprintf("some %s %s", selected(s), predicate(c))
	default:
		return s.String() + " " + predicate(c)
	}
}

// wildcardParent names the value whose elements a wildcard selects.
func wildcardParent(s *grammar.Selector) string {
	for i, step := range s.Steps {
		if step.Kind == grammar.WildcardStep && i > 0 {
			return (&grammar.Selector{Steps: s.Steps[:i]}).String()
		}
	}
	return "the object"
}

var orderings = [...]string{
	grammar.Less:           "less than",
	grammar.LessOrEqual:    "at most",
	grammar.Greater:        "greater than",
	grammar.GreaterOrEqual: "at least",
}

// predicate says what a JSON comparison asks of one value.
func predicate(c *grammar.Comparison) string {
	switch v := c.Value.(type) {
	case *grammar.Number:
		switch {
		case c.Op.Ordering():
			return fmt.Sprintf("is a JSON number %s %s", orderings[c.Op], v.Raw)
		case c.Op == grammar.NotEqual:
			return fmt.Sprintf("is a number other than %s, or a text other than %s", v.Raw, quote(v.Raw))
		default:
			return fmt.Sprintf("is the number %s, or the text %s", v.Raw, quote(v.Raw))
		}
	case *grammar.Regex:
		return regexMeaning("is a text or number", v, c.Op == grammar.Equal)
	case *grammar.Text:
		what, negated := "is a text or number that ", "is a text or number other than one that "
		switch {
		case v.Decoded == "*" && c.Op == grammar.Equal:
			return "is any text or number"
		case !v.HasWildcard() && c.Op == grammar.NotEqual:
			return "is a text or number other than " + quote(v.Decoded)
		case !v.HasWildcard() && engine.IsNumber([]byte(v.Decoded)):
			return fmt.Sprintf("is the text %s, or a number with that text", quote(v.Decoded))
		case !v.HasWildcard():
			return "is the text " + quote(v.Decoded)
		case c.Op == grammar.NotEqual:
			return negated + glob(v)
		default:
			return what + glob(v)
		}
	}
	return ""
}

// fieldPredicate says what a comparison asks of a field's value.
func fieldPredicate(c *grammar.Comparison) string {
	is, that := "is ", ""
	if c.Op == grammar.NotEqual {
		is, that = "is not ", "is not one that "
	}
	switch v := c.Value.(type) {
	case *grammar.Number:
		if c.Op.Ordering() {
			return fmt.Sprintf("is a number %s %s", orderings[c.Op], v.Raw)
		}
		return is + "a number equal to " + v.Raw
	case *grammar.Regex:
		return regexMeaning("is a text", v, c.Op == grammar.Equal)
	case *grammar.Text:
		if v.HasWildcard() {
			return that + glob(v)
		}
		return is + quote(v.Decoded)
	}
	return ""
}

// glob says what a text with wildcards asks (J13): every piece is taken at its
// first occurrence.
func glob(t *grammar.Text) string {
	pieces := t.Pieces()
	first, last := pieces[0], pieces[len(pieces)-1]
	var parts []string
	if first != "" {
		parts = append(parts, "begins with "+quote(first))
	}
	for _, p := range pieces[1 : len(pieces)-1] {
		if p != "" {
			parts = append(parts, "contains "+quote(p))
		}
	}
	if last != "" {
		parts = append(parts, fmt.Sprintf("ends with the first %s", quote(last)))
	}
	switch len(parts) {
	case 0:
		return "may be anything"
	case 1:
		if last != "" {
			return parts[0] + " in it"
		}
		return parts[0]
	default:
		if last != "" {
			parts[len(parts)-1] += " after that"
		}
		return strings.Join(parts, ", then ")
	}
}

func regexMeaning(subject string, r *grammar.Regex, occurs bool) string {
	verb := "matches somewhere"
	if !occurs {
		verb = "matches nowhere"
	}
	source := "%" + r.Source + "%"
	if subject == "the message" {
		return fmt.Sprintf("the regular expression %s %s in the message", source, verb)
	}
	return fmt.Sprintf("%s in which %s %s", subject, source, verb)
}

func delimitedSummary(p *grammar.DelimitedPattern) string {
	n := 0
	for _, f := range p.Fields {
		if !f.Ellipsis {
			n++
		}
	}
	switch {
	case n == 0:
		return "every log event"
	case n == 1:
		return "a log event of at least one value"
	default:
		return fmt.Sprintf("a log event of at least %d values", n)
	}
}

func fieldMeanings(p *grammar.DelimitedPattern) []FieldMeaning {
	out := []FieldMeaning{}
	ellipsis := p.HasEllipsis()
	behind := false
	for i, f := range p.Fields {
		m := FieldMeaning{Reference: fieldReference(f, i+1, behind), Span: f.At}
		switch {
		case f.Ellipsis:
			behind = true
			m.Reference = ""
			m.Meaning = "zero or more values, by their positions"
		case behind:
			back := len(p.Fields) - i
			m.Meaning = "the " + ordinal(back) + " value from the end"
			if back == 1 {
				m.Meaning = "the last value"
			}
		case i == len(p.Fields)-1 && !ellipsis && i == 0:
			m.Meaning = "the whole line, if it has more than one value"
		case i == len(p.Fields)-1 && !ellipsis:
			m.Meaning = fmt.Sprintf("value %d, and everything after it in a longer line", i+1)
		default:
			m.Meaning = fmt.Sprintf("value %d", i+1)
		}
		out = append(out, m)
	}
	return out
}

// fieldReference is how metricValue names a field; "" where the name depends
// on the line: an unnamed field behind an ellipsis.
func fieldReference(f *grammar.Field, position int, behindEllipsis bool) string {
	switch {
	case f.Name != "":
		return "$" + f.Name
	case behindEllipsis:
		return ""
	default:
		return "$" + strconv.Itoa(position)
	}
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}
