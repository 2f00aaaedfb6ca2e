package lint

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
)

// parse reads the site's text. Of a text with holes only those errors are kept
// that no filling of the holes can take away.
func (s *site) parse() {
	if strings.Contains(s.body, cdkToken) {
		return
	}
	if s.text.Known() {
		s.pattern, s.errors = s.read(s.body)
		return
	}
	s.errors = s.certainErrors()
}

// read parses one text in the site's language.
func (s *site) read(text string) (grammar.Pattern, grammar.Errors) {
	var pattern grammar.Pattern
	var err error
	if s.criteria {
		_, err = grammar.ParseCriteria(text)
	} else {
		pattern, err = grammar.Parse(text)
	}
	var syntax grammar.Errors
	errors.As(err, &syntax)
	return pattern, syntax
}

// fillings stand for what a hole may hold: a word, a number, a quoted text, a
// quote, a selector, a condition, the ends of what is open.
func (s *site) fillings() []string {
	if s.criteria {
		return []string{"x", `"x"`, `"`, "", "@aws.account", `@aws.account = "1"`, `"1"]`, ")", "("}
	}
	return []string{
		"x", "0", `"x"`, `"`, "", "$.x", ".x", "$.x = 1", "x = 1", " && $.x = 1", " || $.x = 1", "= 1", "= ", "%x%", "%",
		"$", "*", ", x", ",", " x ", "...", "}", "]", ")", "(", "IS TRUE", " ", `\`, "1 && $.x = 1", `x" && $.x = "x`,
	}
}

// certainErrors are the errors that every filling of the holes shares and that
// touch none of them. A pattern that starts with a hole may be of any kind:
// nothing is certain about it.
func (s *site) certainErrors() grammar.Errors {
	holes := s.holes()
	if e := s.tooLong(); e != nil {
		return e
	}
	if !s.criteria && len(holes) > 0 && holes[0] == 0 {
		return nil
	}
	var certain grammar.Errors
	for i, filling := range s.fillings() {
		_, found := s.read(fill(s.body, holes, filling))
		found = outside(found, holes, len(filling))
		if i == 0 {
			certain = found
		} else {
			certain = slices.DeleteFunc(certain, func(e *grammar.SyntaxError) bool {
				return !slices.ContainsFunc(found, func(o *grammar.SyntaxError) bool { return o.Code == e.Code && o.Span == e.Span })
			})
		}
		if len(certain) == 0 {
			return nil
		}
	}
	return certain
}

// tooLong is the error of a text that is too long whatever its holes hold.
func (s *site) tooLong() grammar.Errors {
	limit := grammar.MaxPatternLength
	if s.criteria {
		limit = grammar.MaxCriteriaLength
	}
	if utf8.RuneCountInString(s.body) <= limit {
		return nil
	}
	_, found := s.read(s.body)
	return slices.DeleteFunc(found, func(e *grammar.SyntaxError) bool { return e.Code != grammar.CodeTooLong })
}

func fill(body string, holes []int, filling string) string {
	var b strings.Builder
	done := 0
	for _, h := range holes {
		b.WriteString(body[done:h])
		b.WriteString(filling)
		done = h
	}
	b.WriteString(body[done:])
	return b.String()
}

// outside keeps the errors whose place neither holds nor touches a hole, and
// moves them to the text without fillings. Their texts may quote a filling,
// so the service's text is left out.
func outside(found grammar.Errors, holes []int, size int) grammar.Errors {
	var kept grammar.Errors
	for _, e := range found {
		shift, touched := 0, false
		for i, h := range holes {
			start := h + i*size
			end := start + size
			if e.Span.Start <= end && start <= e.Span.End {
				touched = true
			}
			if end <= e.Span.Start {
				shift = (i + 1) * size
			}
		}
		if touched {
			continue
		}
		moved := *e
		moved.Span = grammar.Span{Start: e.Span.Start - shift, End: e.Span.End - shift}
		moved.Service = ""
		kept = append(kept, &moved)
	}
	return kept
}
