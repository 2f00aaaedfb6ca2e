package grammar

import (
	"regexp"
	"strings"
	"sync"
)

// doubled is about a brace or bracket too many around the pattern.
func (s *source) doubled(text string, found Errors) *SyntaxError {
	if found[0].Code != CodeSeveralPatterns && found[0].Code != CodeUnclosedPattern && found[0].Code != CodeInvalidFieldName {
		return nil
	}
	for _, p := range [...]string{"{}", "[]"} {
		opened, closed := strings.HasPrefix(text, p[:1]+p[:1]), strings.HasSuffix(text, p[1:]+p[1:])
		if text[0] != p[0] || !opened && !closed {
			continue
		}
		for _, cut := range [...]struct{ left, right bool }{{true, true}, {true, false}, {false, true}} {
			meant := text
			if cut.left {
				meant = strings.TrimPrefix(meant, p[:1])
			}
			if cut.right {
				meant = strings.TrimSuffix(meant, p[1:])
			}
			if cut.left && !opened || cut.right && !closed {
				continue
			}
			if meant = repaired(meant); meant == "" {
				continue
			}
			e := s.whole(CodeSeveralPatterns, meant, "there is one "+bracketName(p[0])+" too many around the pattern", "Remove it.")
			e.Edit = difference(s.text, meant)
			return e
		}
	}
	return nil
}

func bracketName(c byte) string {
	if c == '{' {
		return "brace"
	}
	return "bracket"
}

var existsCall = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(NOT\s+)?EXISTS\s*\(\s*(\$[^()\s]*)\s*\)`)
})

// existence tells EXISTS in front of a selector, as functions of other languages
// have it, as the one mistake that it is.
func (s *source) existence(found Errors) Errors {
	at := existsCall().FindStringSubmatchIndex(s.text)
	if at == nil || found[0].Code == CodeTooLong || s.text[0] != '{' {
		return found
	}
	var kept Errors
	told, service := -1, ""
	for _, o := range found {
		if o.Span.Start < at[0] || o.Span.Start > at[1] {
			kept = append(kept, o)
		} else if told < 0 {
			told, service = len(kept), o.Service
			kept = append(kept, nil)
		}
	}
	if told < 0 {
		return found // it is inside a text
	}
	selector := s.text[at[4]:at[5]]
	e := &SyntaxError{
		Code: CodeUnknownOperator, Span: Span{at[0], at[1]}, Service: service, Reason: "filter patterns have no EXISTS, only NOT EXISTS after a selector",
		Remedy: "= * matches any text or number; add || " + selector + " IS TRUE, IS FALSE or IS NULL where these count.",
	}
	if at[2] >= 0 {
		e.Reason, e.Remedy, e.Replacement = "NOT EXISTS is written after the selector", "Write "+selector+" NOT EXISTS.", selector+" NOT EXISTS"
	}
	kept[told] = e
	return kept
}

// ofNegation reports whether an error is only that of a NOT before it.
func (s *source) ofNegation(o *SyntaxError, found Errors) bool {
	if o.Code != CodeMissingConnective {
		return false
	}
	for _, e := range found {
		if e.Code == CodeMissingSelector && e.Span.End <= o.Span.Start && strings.Trim(s.text[e.Span.End:o.Span.Start], blanks+"(") == "" {
			return true
		}
	}
	return false
}
