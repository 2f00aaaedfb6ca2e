package engine

import (
	"fmt"

	"github.com/logsieve/logsieve/grammar"
)

// Filter is a compiled filter pattern. It never changes, and is safe for
// concurrent use.
type Filter struct {
	pattern grammar.Pattern
	matcher matcher
}

// matcher is one pattern language over log event messages.
type matcher interface {
	match(message []byte) bool
	// extract is called for messages that match.
	extract(message []byte) ExtractedValues
	highlight(message []byte) []grammar.Span
	// needles are literals of which every matching message holds at least one,
	// in JSON unless it holds an escape \u or \/; nil if there are none.
	needles() [][]byte
}

// ExtractedValues are the values that a matching log event yields, by name:
// "$name" for a named field, "$3" for an unnamed one at position 3. It is
// empty, not nil, for patterns without fields (T11, J20, S10).
type ExtractedValues map[string]string

// Compile prepares a pattern for matching. It fails only for a pattern that
// Parse would not return.
func Compile(p grammar.Pattern) (*Filter, error) {
	f := &Filter{pattern: p}
	var err error
	switch p := p.(type) {
	case *grammar.MatchAllPattern:
		f.matcher = matchAll{}
	case *grammar.TermsPattern:
		f.matcher, err = compileTerms(p)
	case *grammar.JSONPattern:
		f.matcher, err = compileJSON(p)
	case *grammar.DelimitedPattern:
		f.matcher, err = compileDelimited(p)
	default:
		err = fmt.Errorf("no pattern to compile: %T", p)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ParseAndCompile is Parse and Compile in one; the error is of type
// grammar.Errors when the text is not a filter pattern.
func ParseAndCompile(text string) (*Filter, error) {
	p, err := grammar.Parse(text)
	if err != nil {
		return nil, err
	}
	return Compile(p)
}

// Pattern is the pattern that the filter was compiled from.
func (f *Filter) Pattern() grammar.Pattern { return f.pattern }

// Match reports whether a log event's message matches. It allocates nothing
// for a message that does not, unless a text test has to spell a number with a
// fraction that is longer than 32 bytes.
func (f *Filter) Match(message []byte) bool { return f.matcher.match(message) }

// Extract returns the extracted values of a message that matches, and false
// for one that does not.
func (f *Filter) Extract(message []byte) (ExtractedValues, bool) {
	if !f.matcher.match(message) {
		return nil, false
	}
	return f.matcher.extract(message), true
}

// Highlight returns the parts of a matching message that made it match, as
// byte spans in order, without overlaps. There may be none: nothing in the
// message shows why an exclusion holds.
func (f *Filter) Highlight(message []byte) []grammar.Span {
	if !f.matcher.match(message) {
		return nil
	}
	return mergeSpans(f.matcher.highlight(message))
}

// matchAll is the empty pattern, and [] as far as matching goes (L6).
type matchAll struct{}

func (matchAll) match([]byte) bool               { return true }
func (matchAll) extract([]byte) ExtractedValues  { return ExtractedValues{} }
func (matchAll) highlight([]byte) []grammar.Span { return nil }
