package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Edit puts another text at a place of the pattern.
type Edit struct {
	At   Span
	With string
}

func (e Edit) apply(text string) string { return text[:e.At.Start] + e.With + text[e.At.End:] }

const (
	// maxRounds is how often what a mended pattern is refused for is mended, too.
	maxRounds = 4
	// maxTried bounds how many errors of one pattern are mended by themselves.
	maxTried = 16
)

// edit is how to mend an error; nil when that is not known.
func (e *SyntaxError) edit() *Edit {
	if e.Edit == nil && e.Replacement != "" {
		e.Edit = &Edit{e.Span, e.Replacement}
	}
	return e.Edit
}

// advise is what is told of the errors found: one for each mistake, and no
// suggestion that has not been parsed.
func (s *source) advise() Errors {
	found := s.found
	if found[0].Code == CodeTooLong {
		for _, e := range found {
			e.Replacement, e.Safe = "", false
		}
		return found
	}
	service := found.ServiceMessage()
	if cause := s.cause(found); cause != nil {
		cause.Service = service
		found = Errors{cause}
	} else {
		found = s.existence(s.consequences(found))
	}
	mended, safe, ok := mend(s.text, found)
	for _, e := range found {
		if len(found) > 1 || !ok {
			s.checkEdit(e, found)
		} else {
			e.Safe = safe
			if m := e.edit(); m == nil || m.apply(s.text) != mended {
				e.Edit = difference(s.text, mended)
			}
		}
		if ok {
			e.Suggestion = mended
		}
	}
	if found.ServiceMessage() != service {
		for _, e := range found {
			e.Service = service
		}
	}
	return found
}

// mend makes all edits of errors, and those of the errors that come to light
// then. ok is false when the result does not parse.
func mend(text string, found Errors) (mended string, safe, ok bool) {
	mended, safe = text, true
	for range maxRounds {
		next := text
		if next, ok = editAll(mended, found, &safe); !ok {
			return "", false, false
		}
		mended = next
		if found = errorsOf(mended); len(found) == 0 {
			return mended, safe, true
		}
	}
	return "", false, false
}

// editAll makes the edits of errors; ok is false when there is none.
func editAll(text string, found Errors, safe *bool) (edited string, ok bool) {
	var edits []Edit
	for _, e := range found {
		m := e.edit()
		if m == nil {
			*safe = false
			continue
		}
		*safe = *safe && e.Safe
		edits = append(edits, *m)
	}
	slices.SortStableFunc(edits, func(a, b Edit) int { return b.At.Start - a.At.Start })
	edited, before := text, len(text)+1
	for _, m := range edits {
		if m.At.End > before {
			continue // it meets one that is made
		}
		edited, before, ok = m.apply(edited), m.At.Start, true
	}
	return edited, ok
}

// consequences leaves out the errors that go away when another one is mended:
// one mistake is told once.
func (s *source) consequences(found Errors) Errors {
	if len(found) == 1 || len(found) > maxTried {
		return found
	}
	kept := slices.DeleteFunc(slices.Clone(found), func(o *SyntaxError) bool { return s.ofNegation(o, found) })
	for _, e := range found {
		m := e.edit()
		if m == nil || !slices.Contains(kept, e) {
			continue
		}
		left := errorsOf(m.apply(s.text))
		shift := len(m.With) - (m.At.End - m.At.Start)
		stays := func(o *SyntaxError) bool {
			if o == e {
				return true
			}
			at := o.Span.Start
			if at >= m.At.End {
				at += shift
			}
			return slices.ContainsFunc(left, func(l *SyntaxError) bool { return l.Span.Start == at && l.Code == o.Code })
		}
		kept = slices.DeleteFunc(kept, func(o *SyntaxError) bool { return !stays(o) })
	}
	return kept
}

// checkEdit forgets an edit that does not mend its error.
func (s *source) checkEdit(e *SyntaxError, found Errors) {
	m := e.edit()
	// What one error hides another may be told of when it is mended: nothing is
	// proposed for one alone that leads to that.
	mends := m != nil && 1 < len(found) && len(found) <= maxTried
	if mends {
		left := errorsOf(m.apply(s.text))
		end := m.At.Start + len(m.With)
		mends = len(left) <= len(s.found) && !slices.ContainsFunc(left, func(l *SyntaxError) bool {
			return l.Span.Start < end && m.At.Start < l.Span.End || l.Span.Start == m.At.Start
		})
	}
	if !mends {
		e.Replacement, e.Edit, e.Safe = "", nil, false
	}
}

// difference is the edit that makes one text of another.
func difference(before, after string) *Edit {
	start, end := 0, 0
	for start < min(len(before), len(after)) && before[start] == after[start] {
		start++
	}
	for end < min(len(before), len(after))-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	for start > 0 && (start < len(before) && !utf8.RuneStart(before[start]) || start < len(after) && !utf8.RuneStart(after[start])) {
		start--
	}
	for end > 0 && (!utf8.RuneStart(before[len(before)-end]) || !utf8.RuneStart(after[len(after)-end])) {
		end--
	}
	return &Edit{Span{start, len(before) - end}, after[start : len(after)-end]}
}

// quote is a text as a quoted text of a pattern.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
