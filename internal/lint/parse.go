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
func (s *site) parse(known *patternMemo) {
	if strings.Contains(s.body, cdkToken) {
		return
	}
	if s.text.Known() && !s.criteria {
		var err error
		s.pattern, err = known.parse(s.body)
		errors.As(err, &s.errors)
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

// faults are all errors of one text in the site's language.
func (s *site) faults(text string) grammar.Errors {
	if !s.criteria {
		faults := grammar.Faults(text)
		for _, e := range faults {
			if e.Edit == nil && e.Replacement != "" {
				e.Edit = &grammar.Edit{At: e.Span, With: e.Replacement}
			}
		}
		return faults
	}
	_, found := s.read(text)
	return found
}

// fillings stand for what a hole outside quotes may hold: a word, a number, a
// quoted text, a selector, a condition, a part of one, an end of what is open.
func (s *site) fillings() []string {
	if s.criteria {
		return []string{"x", `"x"`, "", "@aws.account", `@aws.account = "1"`, `AND @aws.account = "1"`, `= "1"`, "= ", "IN", `["x"]`, `"x", "y"`, ","}
	}
	list := []string{
		"x", "0", `"x"`, "", "$.x", ".x", "$.x = 1", "x = 1", " && $.x = 1", " || $.x = 1", "= 1", "= ", "%x%",
		"$", "*", ", x", ",", " x ", "...", "IS TRUE", " ", "1 && $.x = 1", "[0]", "&&", "||",
	}
	if open := strings.Count(s.body, "(") - strings.Count(s.body, ")"); open > 0 {
		list = append(list, ")", "x)", "$.x = 1)")
	} else if open < 0 {
		list = append(list, "(", "($.x = 1")
	}
	for _, delimiter := range []string{`"`, "%"} {
		if s.mayHold(delimiter) {
			list = append(list, delimiter)
		}
	}
	return list
}

// mayHold reports whether holes may each be one delimiter: they come in pairs
// around a text, or close what is open.
func (s *site) mayHold(delimiter string) bool {
	holes := s.holes()
	if strings.Count(s.body, delimiter)%2 == 1 {
		return true
	}
	for i := 1; i < len(holes); i++ {
		if !strings.ContainsAny(s.body[holes[i-1]:holes[i]], "=<>&|") {
			return true
		}
	}
	return false
}

// enclosed tells which holes stand inside a quoted text or a regular
// expression that is closed behind them. They hold a part of that text: a
// delimiter in them would be no use of the quotes around.
func (s *site) enclosed() []bool {
	holes := s.holes()
	inside := make([]bool, len(holes))
	open := byte(0)
	for i, next := 0, 0; i <= len(s.body); i++ {
		for next < len(holes) && holes[next] == i {
			inside[next] = open != 0 && strings.IndexByte(s.body[i:], open) >= 0
			next++
		}
		if i == len(s.body) {
			break
		}
		switch c := s.body[i]; {
		case c == '\\':
			if i+1 < len(s.body) && (next == len(holes) || holes[next] != i+1) {
				i++
			}
		case open != 0 && c == open:
			open = 0
		case open == 0 && (c == '"' || c == '%' && !s.criteria):
			open = c
		}
	}
	return inside
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
	inside := s.enclosed()
	fillings := s.fillings()
	for i, filling := range fillings {
		filled := fill(s.body, holes, inside, filling)
		found := filled.outside(s.faults(filled.text))
		if i == 0 {
			certain = found
		} else {
			certain = slices.DeleteFunc(certain, func(e *grammar.SyntaxError) bool {
				i := slices.IndexFunc(found, func(o *grammar.SyntaxError) bool { return o.Code == e.Code && o.Span == e.Span })
				if i >= 0 {
					agree(e, found[i])
				}
				return i < 0
			})
		}
		if len(certain) == 0 {
			return nil
		}
	}
	first := fill(s.body, holes, inside, fillings[0])
	_, told := s.read(first.text)
	return first.told(told, certain)
}

// told is what is said of errors that are certain: of what the text with a
// filling is told, that which is one of them, or the cause of all.
func (f *filled) told(told, certain grammar.Errors) grammar.Errors {
	var kept grammar.Errors
	for _, e := range f.outside(told) {
		i := slices.IndexFunc(certain, func(c *grammar.SyntaxError) bool { return c.Code == e.Code && c.Span == e.Span })
		switch {
		case i >= 0:
			e.Edit, e.Safe, e.Replacement = certain[i].Edit, certain[i].Safe, certain[i].Replacement
		case len(told) > 1:
			continue
		default:
			e.Edit, e.Safe, e.Replacement = nil, false, ""
		}
		e.Remedy = f.plain(e.Remedy)
		kept = append(kept, e)
	}
	if len(kept) == 0 {
		return certain
	}
	return kept
}

// plain leaves an example out that quotes the text with a filling.
func (f *filled) plain(remedy string) string {
	text, example, found := strings.Cut(remedy, ": ")
	if found && strings.HasPrefix(example, `"`) {
		return text + "."
	}
	return remedy
}

// agree forgets what is said of an error for one filling only.
func agree(e, other *grammar.SyntaxError) {
	if e.Edit != nil && (other.Edit == nil || *e.Edit != *other.Edit) {
		e.Edit, e.Safe = nil, false
	}
	e.Safe = e.Safe && other.Safe
	if e.Replacement != other.Replacement {
		e.Replacement = ""
	}
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

// filled is a text with something in place of its holes, and where that is.
type filled struct {
	text string
	at   []grammar.Span
}

// fill puts a filling in place of the holes, and a plain word in place of
// those inside a quoted text.
func fill(body string, holes []int, inside []bool, filling string) filled {
	var f filled
	var b strings.Builder
	done := 0
	for i, h := range holes {
		text := filling
		if inside[i] {
			text = "x"
		}
		b.WriteString(body[done:h])
		f.at = append(f.at, grammar.Span{Start: b.Len(), End: b.Len() + len(text)})
		b.WriteString(text)
		done = h
	}
	b.WriteString(body[done:])
	f.text = b.String()
	return f
}

// outside keeps the errors whose place neither holds nor touches a hole, and
// those about the whole pattern, and moves them to the text without fillings.
// Their texts may quote a filling, so the service's text is left out.
func (f *filled) outside(found grammar.Errors) grammar.Errors {
	var kept grammar.Errors
	for _, e := range found {
		moved := *e
		moved.Service, moved.Suggestion = "", ""
		at, ok := f.unfilled(e.Span)
		switch {
		case ok:
			moved.Span = at
		case e.Span == grammar.Span{Start: 0, End: len(f.text)}:
			moved.Span.End -= f.filling()
			moved.Replacement = ""
		default:
			continue
		}
		moved.Edit = nil
		if e.Edit != nil {
			if at, ok := f.unfilled(e.Edit.At); ok {
				moved.Edit = &grammar.Edit{At: at, With: e.Edit.With}
			}
		}
		moved.Safe = e.Safe && moved.Edit != nil
		kept = append(kept, &moved)
	}
	return kept
}

// unfilled is a place in the text without fillings; ok is false when it holds
// or touches one.
func (f *filled) unfilled(span grammar.Span) (at grammar.Span, ok bool) {
	shift := 0
	for _, at := range f.at {
		if span.Start <= at.End && at.Start <= span.End {
			return grammar.Span{}, false
		}
		if at.End <= span.Start {
			shift += at.End - at.Start
		}
	}
	return grammar.Span{Start: span.Start - shift, End: span.End - shift}, true
}

// filling is how much text stands in place of holes.
func (f *filled) filling() int {
	n := 0
	for _, at := range f.at {
		n += at.End - at.Start
	}
	return n
}
