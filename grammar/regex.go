package grammar

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// regexSymbols are the characters beside ASCII letters and digits that a
// regular expression may hold (R1). The guide's own example and production
// patterns hold blanks; one report says that they are refused.
const regexSymbols = `:_#=@/;,-^$?[]{}|\*+. `

// regexCompileFailed is the service's text for an expression of allowed
// characters that makes no sense (R3).
const regexCompileFailed = "Failed to compile regular expression."

// regex checks the regular expression at a span that includes its '%' signs.
// It is nil when there is an error.
func (s *source) regex(at Span) *Regex {
	body := s.text[at.Start+1 : at.End-1]
	if body == "" {
		s.report(&SyntaxError{
			Code: CodeInvalidRegex, Span: at, Service: invalidCharacters("%%"),
			Reason: "the regular expression is empty",
			Remedy: "Write the expression between the % signs; to look for a literal %, put it in double quotes.",
		})
		return nil
	}
	for i, r := range body {
		if r < utf8.RuneSelf && (isLetterOrDigit(r) || strings.ContainsRune(regexSymbols, r)) {
			continue
		}
		s.regexCharacter(at, at.Start+1+i)
		return nil
	}
	if bad, reason, ok := checkRegex(body); !ok {
		span := at
		if i := strings.Index(body, bad); i >= 0 && bad != "" {
			span = Span{at.Start + 1 + i, at.Start + 1 + i + len(bad)}
		}
		s.report(&SyntaxError{
			Code: CodeInvalidRegex, Span: span, Service: regexCompileFailed,
			Reason: "the regular expression cannot be compiled: " + reason,
			Remedy: `Supported are ^ $ ? * + {m,n} | . [class] and \d \D \s \S \w \W \xhh; put \ before a symbol that is meant literally.`,
		})
		return nil
	}
	return &Regex{At: at, Source: body}
}

func (s *source) regexCharacter(at Span, i int) {
	r, n := utf8.DecodeRuneInString(s.text[i:])
	char := s.text[i : i+n]
	e := &SyntaxError{
		Code: CodeRegexCharacter, Span: Span{i, i + n},
		Service: invalidCharacters(s.text[at.Start : i+n]),
		Reason:  fmt.Sprintf("a regular expression cannot contain %s", shown(char)),
		Remedy:  "Write . for any character.",
	}
	escaped := s.text[i-1] == '\\'
	switch code := fmt.Sprintf(`\x%02X`, r); {
	case r == '(' || r == ')':
		e.Reason = "a regular expression has no groups and cannot contain parentheses"
		e.Remedy = fmt.Sprintf(`Write %s for a literal %s, and spell alternatives out with |.`, code, char)
		fallthrough
	case r < utf8.RuneSelf:
		if escaped {
			e.Span.Start--
		}
		if r != '(' && r != ')' {
			e.Remedy = "Write its code: " + code + "."
		}
	}
	if with, safe, ok := encoded(s.text[at.Start+1 : at.End-1]); ok {
		e.Edit, e.Safe = &Edit{at, "%" + with + "%"}, safe
	}
	s.report(e)
}

// encoded writes the characters that a regular expression cannot hold by their
// codes. What groups say is not said then: groups are taken off where they are
// alternatives of the whole, and otherwise nothing is proposed.
func encoded(body string) (with string, safe, ok bool) {
	if inner, group := wholeGroup(body); group {
		body, safe = inner, false
		if len(errorsOf("%"+body+"%")) == 0 {
			return body, false, true
		}
	}
	safe = true
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		c := body[i]
		escaped := c == '\\' && i+1 < len(body)
		if escaped {
			i++
			c = body[i]
		}
		switch {
		case c >= utf8.RuneSelf || c < ' ':
			return "", false, false
		case isLetterOrDigit(rune(c)) || strings.IndexByte(regexSymbols, c) >= 0:
			if escaped {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		case (c == '(' || c == ')') && !escaped:
			if safe && !literalParentheses(body) {
				return "", false, false
			}
			safe = false
			fallthrough
		default:
			fmt.Fprintf(&b, `\x%02X`, c)
		}
	}
	return b.String(), safe, true
}

// wholeGroup is what a group around a whole expression holds.
func wholeGroup(body string) (inner string, ok bool) {
	inner, ok = strings.CutPrefix(body, "(")
	if inner, closed := strings.CutSuffix(inner, ")"); ok && closed && !strings.ContainsAny(inner, "()") {
		return strings.TrimPrefix(inner, "?:"), true
	}
	return "", false
}

// literalParentheses reports whether parentheses read as text rather than as
// groups: there is no operator that would need them.
func literalParentheses(body string) bool {
	return !strings.Contains(body, "|") && !strings.Contains(body, "(?") &&
		!strings.Contains(body, ")+") && !strings.Contains(body, ")*") && !strings.Contains(body, ")?") && !strings.Contains(body, "){")
}

// classByName is the first class by name, such as \p or [:alpha:], or one of
// the other escapes that compile here and that the service refuses
// (captured/floci-regex-escape-rejected; the names in brackets are R2, D).
func classByName(body string) string {
	inClass := false
	for i := 0; i < len(body); i++ {
		rest := body[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			if strings.IndexByte("pPQEC", rest[1]) >= 0 {
				return rest[:2]
			}
			i++
		case !inClass && rest[0] == '[':
			inClass = true
			// A bracket in front closes nothing yet.
			if first := strings.TrimPrefix(rest[1:], "^"); strings.HasPrefix(first, "]") {
				i += len(rest) - len(first)
			}
		case inClass && strings.HasPrefix(rest, "[:"):
			if end := strings.Index(rest, ":]"); end > 1 {
				return rest[:end+2]
			}
		case inClass && rest[0] == ']':
			inClass = false
		}
	}
	return ""
}

// checkRegex compiles an expression, and returns the part that cannot be
// compiled and why.
func checkRegex(body string) (bad, reason string, ok bool) {
	if name := classByName(body); name != "" {
		return name, name + " is not supported", false
	}
	_, err := regexp.Compile(body)
	if err == nil {
		return "", "", true
	}
	if e, ok := errors.AsType[*syntax.Error](err); ok {
		return e.Expr, string(e.Code), false
	}
	return "", err.Error(), false
}
