package lint

import (
	"bytes"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// cut says why a pattern lacks its end, and what to do, when the language of the
// file ends the text of the pattern before its author did: the rest of it follows
// on the line.
func (s *site) cut(e *grammar.SyntaxError) (reason, remedy string, ok bool) {
	if e.Code != grammar.CodeUnclosedPattern || s.body == "" || e.Span.End != len(s.body) || !s.text.Known() {
		return "", "", false
	}
	closing := byte('}')
	if s.body[0] == '[' {
		closing = ']'
	}
	rest := restOfLine(s.file.Data, s.whole().End)
	if bytes.IndexByte(rest, closing) < 0 {
		return "", "", false
	}
	const reasonQuote = "the pattern is cut here: a quote inside it ends its text"
	switch s.text.Style {
	case document.JSONString, document.YAMLDouble, document.HCLQuoted, document.ShellDouble:
		return reasonQuote, `Write \" for each double quote inside the pattern.`, true
	case document.YAMLSingle:
		return reasonQuote, `Write '' for each single quote inside the pattern.`, true
	case document.ShellSingle:
		return reasonQuote, `Write '\'' for each single quote inside the pattern.`, true
	case document.Mixed: // in a shell
		if first := s.text.Span(0, 0).Start; first > 0 && s.file.Data[first-1] == '\'' {
			return reasonQuote, `Write '\'' for each single quote inside the pattern.`, true
		}
		return "the pattern is cut here: outside of quotes a space ends it", "Put the whole pattern in single quotes.", true
	}
	return "", "", false
}

// restOfLine is what follows a place on its line.
func restOfLine(data []byte, at int) []byte {
	rest := data[min(at, len(data)):]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// withoutCut removes what cannot be read of a file because a pattern before it
// on the line was cut: one mistake is told once.
func withoutCut(f *source.File, problems, found []Finding) []Finding {
	var kept []Finding
	for _, p := range problems {
		cut := false
		for _, one := range found {
			cut = cut || one.File == f.Name && one.Code == string(grammar.CodeUnclosedPattern) &&
				one.Span.End <= p.Span.Start && p.Span.Start <= one.Span.End+len(restOfLine(f.Data, one.Span.End))
		}
		if !cut {
			kept = append(kept, p)
		}
	}
	return kept
}
