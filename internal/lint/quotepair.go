package lint

import (
	"strings"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// otherQuotes are the characters that stand where a double quote is meant.
const otherQuotes = "'`‘’“”„«»"

// quotePair reports whether two errors are the two ends of one text in quotes
// that the grammar does not know: one mistake, of which each end is an error
// to the grammar.
func (s *site) quotePair(open, closing *grammar.SyntaxError) bool {
	if open.Code != grammar.CodeInvalidCharacter || closing.Code != open.Code || open.Replacement != `"` || closing.Replacement != `"` ||
		closing.Span.Start < open.Span.End {
		return false
	}
	for _, at := range []grammar.Span{open.Span, closing.Span} {
		if text := s.source(at); text == "" || !strings.Contains(otherQuotes, text) {
			return false
		}
	}
	between := s.source(grammar.Span{Start: open.Span.End, End: closing.Span.Start})
	return !strings.ContainsAny(between, otherQuotes+`"&|=<>`)
}

// joinQuotes makes one error of the two ends of a text in other quotes, with
// the text in double quotes as its replacement.
func (s *site) joinQuotes() grammar.Errors {
	joined := make(grammar.Errors, 0, len(s.errors))
	for i := 0; i < len(s.errors); i++ {
		e := s.errors[i]
		if i+1 < len(s.errors) && s.quotePair(e, s.errors[i+1]) {
			both := *e
			both.Span.End = s.errors[i+1].Span.End
			both.Replacement = `"` + s.source(grammar.Span{Start: e.Span.End, End: s.errors[i+1].Span.Start}) + `"`
			e = &both
			i++
		}
		joined = append(joined, e)
	}
	return joined
}

// requoted is the fix of a text in other quotes: it says what the author must
// have meant, unless a backslash in it would change its meaning.
func (s *site) requoted(e *grammar.SyntaxError) []Fix {
	edit, ok := s.edit(e.Span, e.Replacement)
	if !ok {
		return nil
	}
	safe := s.text.Known() && !strings.Contains(e.Replacement, `\`) && s.repairs(e)
	return []Fix{{Message: "Write " + e.Replacement, Edits: []source.Edit{edit}, Safe: safe}}
}

// isRequoted reports whether an error is about a whole text in other quotes.
func (s *site) isRequoted(e *grammar.SyntaxError) bool {
	return e.Code == grammar.CodeInvalidCharacter && len(e.Replacement) > 1 && strings.HasPrefix(e.Replacement, `"`) && strings.HasSuffix(e.Replacement, `"`)
}
