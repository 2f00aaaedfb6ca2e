package grammar

import (
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets in the pattern's text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Node is any node of a syntax tree. The set of implementations is closed.
type Node interface {
	// Span is the node's place in the pattern's text.
	Span() Span
	node()
}

// Kind is the language a pattern is written in.
type Kind int

// The kinds of filter patterns.
const (
	MatchAll  Kind = iota // the empty pattern and one of blanks only (L6)
	Terms                 // terms, or one regular expression standing alone (L5)
	JSON                  // { … } over JSON log events (L3)
	Delimited             // [ … ] over space-delimited log events (L4)
)

// String is the kind's name in lower case, as used in output.
func (k Kind) String() string {
	switch k {
	case MatchAll:
		return "match-all"
	case Terms:
		return "terms"
	case JSON:
		return "json"
	default:
		return "space-delimited"
	}
}

// Pattern is the root of a syntax tree: *MatchAllPattern, *TermsPattern,
// *JSONPattern or *DelimitedPattern.
type Pattern interface {
	Node
	Kind() Kind
	// String is the canonical text of the pattern, as Format returns it.
	String() string
}

// MatchAllPattern matches every log event (L6).
type MatchAllPattern struct{ At Span }

// Span implements Node.
func (p *MatchAllPattern) Span() Span { return p.At }

// Kind implements Pattern.
func (p *MatchAllPattern) Kind() Kind { return MatchAll }

func (p *MatchAllPattern) String() string { return Format(p) }
func (p *MatchAllPattern) node()          {}

// Parse reads a filter pattern. The error, if any, is of type Errors and
// holds every error that could be found, in the order of their positions;
// the pattern is nil then.
//
// Nothing is trimmed (L2): tools that trim, such as Terraform, must do so
// before they call Parse.
func Parse(text string) (Pattern, error) {
	s := &source{text: text}
	if utf8.RuneCountInString(text) > MaxPatternLength {
		s.report(tooLong(text))
		if len(text) > maxParsedLength {
			return nil, s.errors()
		}
	}
	p := s.parse()
	if len(s.found) > 0 {
		s.sort()
		return nil, s.advise()
	}
	return p, nil
}

// Faults are the errors of a pattern as they are met, one after the other:
// those that are a consequence of another included, and without suggestions
// that were tried. It is for texts of which a part is not known: what the errors
// of all that it may be have in common is certain.
func Faults(text string) Errors { return errorsOf(text) }

// errorsOf are the errors of a text, as they were found.
func errorsOf(text string) Errors {
	s := &source{text: text}
	if utf8.RuneCountInString(text) > MaxPatternLength {
		return Errors{tooLong(text)}
	}
	s.parse()
	s.sort()
	return s.found
}

func (s *source) parse() Pattern {
	switch {
	case strings.Trim(s.text, blanks) == "":
		return &MatchAllPattern{At: Span{0, len(s.text)}}
	case s.text[0] == '{':
		return s.parseJSON()
	case s.text[0] == '[':
		return s.parseDelimited()
	case s.text[0] == '%':
		return s.parseLoneRegex()
	default:
		return s.parseTerms()
	}
}

// closedBy reports whether a pattern that starts with a delimiter also ends
// with its closing one (L3, L4), and records the error when it does not.
func (s *source) closedBy(closing byte) bool {
	if len(s.text) > 1 && s.text[len(s.text)-1] == closing {
		return true
	}
	s.report(unclosedPattern(s.text, closing))
	return false
}
