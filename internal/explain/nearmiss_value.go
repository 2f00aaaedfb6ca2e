package explain

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/suggest"
)

// comparison looks at the value, or at those under a wildcard, for one that
// would do if it were written otherwise.
func (s *nearSearch) comparison(number int, n *engine.TraceNode) {
	c := n.Node.(*grammar.Comparison)
	if c.Op == grammar.NotEqual {
		return
	}
	operands := []engine.Operand{n.Operand}
	if n.Wildcard != nil {
		operands = n.Wildcard.Selected
	}
	for _, o := range operands {
		if s.value(number, c, o) {
			return
		}
	}
}

func (s *nearSearch) value(number int, c *grammar.Comparison, o engine.Operand) bool {
	text := string(o.Text)
	m := NearMiss{Condition: number}
	whole := grammar.Span{Start: c.OpAt.Start, End: c.Value.Span().End} // operator and value
	switch v := c.Value.(type) {
	case *grammar.Number:
		if o.Kind != engine.TextValue {
			break
		}
		if !json.Valid(o.Text) {
			return s.withUnit(number, c, v, o.Selector, text)
		}
		if !holdsOn(c.Op.String(), v.Raw, text) {
			return false
		}
		m.Code, m.Message = "number-as-text", fmt.Sprintf("%s is the text %s; the number %s would satisfy it", o.Selector, quote(text), text)
		m.Suggestion = "Log the value as a number."
		if c.Op == grammar.Equal {
			m.Suggestion = "Compare with the text, or log the value as a number."
			return s.suggest(m, c.Value.Span(), quoted(text))
		}
		s.add(m)
		return true
	case *grammar.Text:
		lower := strings.ToLower(v.Decoded)
		switch o.Kind {
		case engine.BooleanValue:
			if lower == text {
				m.Code, m.Message = "boolean-not-text", fmt.Sprintf("%s is the boolean %s, and = compares text", o.Selector, text)
				m.Suggestion = "Test for the boolean."
				return s.suggest(m, whole, "IS "+strings.ToUpper(text))
			}
		case engine.NullValue:
			if lower == "null" {
				m.Code, m.Message = "null-not-text", o.Selector+" is null, and = compares text"
				m.Suggestion = "Test for null."
				return s.suggest(m, whole, "IS NULL")
			}
		case engine.NumberValue:
			if v.Quoted && engine.IsNumber([]byte(v.Decoded)) {
				m.Code, m.Message = "quoted-number", fmt.Sprintf("%s is the number %s, and a quoted number compares its text %s", o.Selector, text, quote(string(o.AppendText(nil))))
				m.Suggestion = "Compare numbers without quotes."
				return s.suggest(m, v.At, v.Decoded)
			}
		case engine.TextValue:
			return s.textValue(m, o.Selector, v, text)
		}
	case *grammar.Regex:
		if o.Kind == engine.TextValue {
			return s.regexCase(m, v, text, o.Selector)
		}
	}
	if o.Kind == engine.ContainerValue {
		selector := selectorOf(c)
		if text[0] == '[' && selector.Wildcards() == 0 {
			m.Code, m.Message = "array-without-index", o.Selector+" is an array"
			m.Suggestion = "Select its elements with [*]."
			return s.suggest(m, grammar.Span{Start: selector.At.End, End: selector.At.End}, "[*]")
		}
	}
	return false
}

// withUnit helps with a number that the log event has in a text, with its unit:
// "750 ms".
func (s *nearSearch) withUnit(number int, c *grammar.Comparison, v *grammar.Number, name, text string) bool {
	digits := leadingNumber().FindString(text)
	if digits == "" || !holdsOn(c.Op.String(), v.Raw, digits) {
		return false
	}
	s.add(NearMiss{Code: "number-with-unit", Condition: number,
		Message:    fmt.Sprintf("%s is the text %s, and only JSON numbers are compared; %s would satisfy it", name, quote(clipped(text)), digits),
		Suggestion: "Log the number alone, and put its unit in the name or in a property of its own."})
	return true
}

var leadingNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?\b|^-?[0-9]+(\.[0-9]+)?`) })

// textValue compares a text of a pattern with a text of the log event that it
// does not match. name says whose text it is.
func (s *nearSearch) textValue(m NearMiss, name string, v *grammar.Text, text string) bool {
	glob := globRegexp(v, "")
	switch {
	case globRegexp(v, "(?i)").MatchString(text) && !glob.MatchString(text):
		m.Code, m.Message = "other-case", fmt.Sprintf("%s is %s, which differs in case", name, quote(clipped(text)))
		m.Suggestion = "Texts are compared byte for byte."
		if !v.HasWildcard() {
			return s.suggest(m, v.At, quoted(text))
		}
		s.add(m)
		return true
	case glob.MatchString(text):
		pieces := v.Pieces()
		last := pieces[len(pieces)-1]
		m.Code, m.Message = "star-does-not-go-back", fmt.Sprintf("%s contains %s before its end, too: after a *, the first occurrence is used, and it must end the value", name, quote(last))
		m.Suggestion = "Use a regular expression that ends with $."
		if source, ok := regexSource(v); ok {
			return s.suggest(m, v.At, "%"+source+"%")
		}
		s.add(m)
		return true
	case v.HasWildcard() || v.Decoded == "":
		return false
	case strings.TrimSpace(text) == v.Decoded:
		m.Code, m.Message = "blanks-around", fmt.Sprintf("%s is %s, with spaces around it", name, quote(text))
		m.Suggestion = "Spaces are significant."
		return s.suggest(m, v.At, quoted(text))
	case len(v.Decoded) >= 3 && strings.Contains(text, v.Decoded):
		m.Code, m.Message = "part-of-value", fmt.Sprintf("%s is %s, and = compares the whole value", name, quote(clipped(text)))
		m.Suggestion = "Write * where other text may appear."
		with := v.Decoded
		if !strings.HasPrefix(text, with) {
			with = "*" + with
		}
		if !strings.HasSuffix(text, v.Decoded) {
			with += "*"
		}
		return s.suggest(m, v.At, quoted(with))
	case suggest.OneApart(v.Decoded, text):
		m.Code, m.Message = "one-letter-apart", fmt.Sprintf("%s is %s", name, quote(text))
		m.Suggestion = "Texts are compared byte for byte."
		return s.suggest(m, v.At, quoted(text))
	}
	return false
}

func (s *nearSearch) regexCase(m NearMiss, v *grammar.Regex, text, name string) bool {
	re, err := regexp.Compile("(?i)" + v.Source)
	if err != nil || !re.MatchString(text) {
		return false
	}
	m.Code = "other-case"
	m.Message = fmt.Sprintf("the regular expression would match %s if case were ignored: %s", name, quote(clipped(re.FindString(text))))
	m.Suggestion = "Use classes such as [Ee]rror for letters of either case."
	s.add(m)
	return true
}

// globRegexp is a text with wildcards as an expression that goes back.
func globRegexp(v *grammar.Text, flags string) *regexp.Regexp {
	pieces := v.Pieces()
	for i, p := range pieces {
		pieces[i] = literal(p)
	}
	return regexp.MustCompile(flags + `(?s)\A` + strings.Join(pieces, ".*") + `\z`)
}

// literal is a text as an expression; bytes that are no UTF-8 would not compile.
func literal(text string) string {
	return regexp.QuoteMeta(strings.ToValidUTF8(text, "\uFFFD"))
}

// regexSource writes a text with wildcards as a regular expression of a
// pattern, if its characters may stand there.
func regexSource(v *grammar.Text) (string, bool) {
	pieces := v.Pieces()
	for i, p := range pieces {
		pieces[i] = regexp.QuoteMeta(p)
	}
	source := "^" + strings.Join(pieces, ".*") + "$"
	source = strings.TrimPrefix(source, "^.*")
	_, err := grammar.Parse("%" + source + "%")
	return source, err == nil
}
