package explain

import (
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
)

func (r *remarker) json(p *grammar.JSONPattern) {
	for n := range grammar.All(p) {
		switch n := n.(type) {
		case *grammar.Or:
			r.precedence(n)
		case *grammar.And:
			r.sameWildcard(n)
		case *grammar.Comparison:
			r.comparison(n)
		case *grammar.Test:
			r.test(n)
		}
	}
}

// precedence remarks on && beside || where no parentheses show what binds
// first.
func (r *remarker) precedence(or *grammar.Or) {
	for _, o := range or.Operands {
		and, ok := o.(*grammar.And)
		if !ok {
			continue
		}
		if r.parenthesized(and.At) {
			continue
		}
		r.once(Remark{Code: "and-before-or", Span: or.At,
			Message: "&& binds tighter than ||: the conditions joined by && are grouped first.",
			Help:    "Put parentheses around what belongs together."})
	}
}

// parenthesized reports whether parentheses stand around exactly a span.
func (r *remarker) parenthesized(at grammar.Span) bool {
	before := strings.TrimRight(r.text[:at.Start], " \t\r\n")
	behind := strings.TrimLeft(r.text[at.End:], " \t\r\n")
	inside := r.text[at.Start:at.End]
	return strings.HasSuffix(before, "(") && strings.HasPrefix(behind, ")") &&
		strings.Count(inside, "(") == strings.Count(inside, ")")
}

// sameWildcard remarks on conditions that look like one element's.
func (r *remarker) sameWildcard(and *grammar.And) {
	parents := map[string]int{}
	for _, o := range and.Operands {
		if s := selectorOf(o); s != nil && s.Wildcards() > 0 {
			parents[wildcardParent(s)]++
		}
	}
	for _, n := range parents {
		if n > 1 {
			r.once(Remark{Code: "different-elements", Span: and.At,
				Message: "Each condition with a wildcard is tested on its own: different elements may satisfy them.",
				Help:    "A filter pattern cannot require two things of one element; log the combination as one field."})
		}
	}
}

func selectorOf(n grammar.Node) *grammar.Selector {
	switch n := n.(type) {
	case *grammar.Test:
		return n.Selector
	case *grammar.Comparison:
		s, _ := n.Left.(*grammar.Selector)
		return s
	}
	return nil
}

func (r *remarker) comparison(c *grammar.Comparison) {
	s := selectorOf(c)
	at := r.text[c.At.Start:c.At.End]
	switch {
	case c.Op == grammar.NotEqual && s.Wildcards() > 0:
		r.once(Remark{Code: "not-equal-under-wildcard", Span: c.At,
			Message: "!= with a wildcard requires that no element is equal. It is also true for an empty list, and when " + wildcardParent(s) + " is null or not an object or array.",
			Help:    "Add a condition that some element exists, such as " + s.String() + " = *."})
	case c.Op == grammar.NotEqual:
		r.once(Remark{Code: "not-equal-needs-value", Span: c.At,
			Message:       "!= is false when " + s.String() + " is missing, null, a boolean, an object or an array.",
			Help:          "Add || " + s.String() + " NOT EXISTS if log events without it should match.",
			FilterPattern: r.replaced(c.At, "("+at+" || "+s.String()+" NOT EXISTS)")})
	case c.Op.Ordering():
		r.once(Remark{Code: "ordering-needs-number", Span: c.At,
			Message: "An ordering compares only JSON numbers: a text such as \"500\" is neither less nor greater.",
			Help:    "Log the value as a number."})
	}
	switch v := c.Value.(type) {
	case *grammar.Regex:
		r.regex(v)
	case *grammar.Text:
		r.value(c, v)
	}
}

func (r *remarker) value(c *grammar.Comparison, v *grammar.Text) {
	s := selectorOf(c)
	lower := strings.ToLower(v.Decoded)
	if s != nil && c.Op == grammar.Equal {
		switch {
		case lower == "true" || lower == "false":
			r.add(Remark{Code: "text-not-boolean", Span: c.At,
				Message:       "This compares with the text " + quote(v.Decoded) + ", not with the boolean.",
				Help:          "Write IS " + strings.ToUpper(lower) + " for the boolean.",
				FilterPattern: r.replaced(c.At, s.String()+" IS "+strings.ToUpper(lower))})
			return
		case lower == "null":
			r.add(Remark{Code: "text-not-null", Span: c.At,
				Message:       "This compares with the text " + quote(v.Decoded) + ", not with null.",
				Help:          "Write IS NULL for null, or NOT EXISTS for a missing name.",
				FilterPattern: r.replaced(c.At, s.String()+" IS NULL")})
			return
		case v.Decoded == "*":
			r.once(Remark{Code: "star-alone", Span: c.At,
				Message: "= * is true for any text and any number, but not for a boolean, null, an object or an array.",
				Help:    "There is no EXISTS; add IS TRUE, IS FALSE or IS NULL if these count as well."})
		case v.Quoted && engine.IsNumber([]byte(v.Decoded)):
			r.once(Remark{Code: "number-as-text", Span: c.At,
				Message:       "A quoted number compares text: " + v.Raw + " is not equal to the number " + v.Decoded + ".0.",
				Help:          "Remove the quotes to compare numbers.",
				FilterPattern: r.replaced(v.At, v.Decoded)})
		}
	}
	if pieces := v.Pieces(); len(pieces) > 1 && pieces[len(pieces)-1] != "" && strings.Trim(v.Decoded, "*") != "" {
		last := pieces[len(pieces)-1]
		r.once(Remark{Code: "star-does-not-go-back", Span: v.At,
			Message: "After a *, the first occurrence of the next text is used, and the last text must end the value: " + v.Raw + " does not match a value in which " + quote(last) + " also occurs earlier.",
			Help:    "Use a regular expression that ends with $ to match the end of the value."})
	}
	if inner := strings.Trim(v.Decoded, "*"); strings.Contains(inner, "*") {
		r.once(Remark{Code: "inner-star", Span: v.At,
			Message: "The * inside the value is a wildcard, too; the guide of 2018 called it literal.",
			Help:    `Use a regular expression with \* to look for a *.`})
	}
	if strings.Contains(v.Decoded, "?") {
		r.once(Remark{Code: "literal-question-mark", Span: v.At,
			Message: "A ? in a value is a literal question mark.",
			Help:    "Use a regular expression to match any one character."})
	}
	if !v.HasWildcard() && strings.ContainsFunc(v.Decoded, isLetter) {
		r.once(Remark{Code: "whole-value-and-case", Span: v.At,
			Message: "The whole value is compared, byte for byte: " + quote(v.Decoded) + " is not " + quote(longer(v.Decoded)) + otherCase(v.Decoded, " and not %q") + ".",
			Help:    "Write * where other text may appear; list the spellings with ||."})
	}
}

func (r *remarker) test(t *grammar.Test) {
	s := t.Selector.String()
	switch {
	case t.Kind == grammar.IsNull && t.Selector.Wildcards() == 0:
		r.once(Remark{Code: "null-is-not-missing", Span: t.At,
			Message:       "IS NULL is false when " + s + " is missing.",
			Help:          "Add || " + s + " NOT EXISTS if that should match as well.",
			FilterPattern: r.replaced(t.At, "("+r.text[t.At.Start:t.At.End]+" || "+s+" NOT EXISTS)")})
	case t.Kind == grammar.NotExists && t.Selector.Wildcards() == 0:
		r.once(Remark{Code: "misspelled-is-missing", Span: t.At,
			Message: "NOT EXISTS is also true when the name is misspelled, but not for a null.",
			Help:    "Try the pattern with an event that has the name."})
	}
}
