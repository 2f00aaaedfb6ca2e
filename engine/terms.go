package engine

import (
	"bytes"
	"errors"

	"github.com/logsieve/logsieve/grammar"
)

// termsMatcher decides terms patterns: all included terms occur, none of the
// excluded ones does, and of the optional ones at least one, unless there are
// other terms beside them (T1 to T6).
type termsMatcher struct {
	included [][]byte
	excluded [][]byte
	optional [][]byte
}

func compileTerms(p *grammar.TermsPattern) (matcher, error) {
	if p.Regex != nil {
		re, err := compileRegex(p.Regex.Source)
		return regexMatcher{re}, err
	}
	m := &termsMatcher{}
	for _, t := range p.Terms {
		if t.Text == "" {
			return nil, errors.New("a term without text")
		}
		switch t.Mode {
		case grammar.Included:
			m.included = append(m.included, []byte(t.Text))
		case grammar.Excluded:
			m.excluded = append(m.excluded, []byte(t.Text))
		case grammar.Optional:
			m.optional = append(m.optional, []byte(t.Text))
		}
	}
	if len(m.included)+len(m.excluded) > 0 {
		m.optional = nil // T6
	}
	return m, nil
}

func (m *termsMatcher) match(message []byte) bool {
	for _, t := range m.included {
		if !bytes.Contains(message, t) {
			return false
		}
	}
	for _, t := range m.excluded {
		if bytes.Contains(message, t) {
			return false
		}
	}
	for _, t := range m.optional {
		if bytes.Contains(message, t) {
			return true
		}
	}
	return len(m.optional) == 0
}

func (m *termsMatcher) extract([]byte) ExtractedValues { return ExtractedValues{} }

func (m *termsMatcher) highlight(message []byte) []grammar.Span {
	var spans []grammar.Span
	for _, terms := range [][][]byte{m.included, m.optional} {
		for _, t := range terms {
			spans = occurrences(spans, message, t, -1)
		}
	}
	return spans
}

// regexMatcher decides a pattern that is one regular expression (T8).
type regexMatcher struct{ re *regex }

func (m regexMatcher) match(message []byte) bool      { return m.re.match(message) }
func (m regexMatcher) extract([]byte) ExtractedValues { return ExtractedValues{} }

func (m regexMatcher) highlight(message []byte) []grammar.Span {
	var spans []grammar.Span
	for _, at := range m.re.find(message) {
		spans = append(spans, grammar.Span{Start: at[0], End: at[1]})
	}
	return spans
}
