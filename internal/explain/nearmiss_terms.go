package explain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/suggest"
)

func (s *nearSearch) terms(p *grammar.TermsPattern) {
	if s.trace.Matched {
		return
	}
	if p.Regex != nil {
		s.regexCase(NearMiss{Condition: 1}, p.Regex, string(s.message), "the message")
		return
	}
	for i, n := range s.trace.Conditions() {
		if n.Verdict != engine.False {
			continue
		}
		t := n.Node.(*grammar.Term)
		if s.markedWord(p, i+1, t) {
			continue
		}
		if t.Mode == grammar.Excluded {
			s.insideWord(i+1, t, n.Spans[0])
		} else {
			s.term(i+1, t)
		}
	}
}

// markedWord helps with a word that has a hyphen inside: what follows it is
// excluded. It is said once for the word.
func (s *nearSearch) markedWord(p *grammar.TermsPattern, number int, t *grammar.Term) bool {
	for _, at := range p.MarkedWords(s.text) {
		if t.At.Start < at.Start || t.At.End > at.End {
			continue
		}
		word := s.text[at.Start:at.End]
		bare := strings.TrimLeft(word, "-?")
		if !strings.Contains(string(s.message), bare) {
			return false
		}
		for _, m := range s.out {
			if m.Code == "mark-inside-word" {
				return true
			}
		}
		return s.suggest(NearMiss{Code: "mark-inside-word",
			Message:    fmt.Sprintf("the message contains %s, but in the pattern a - inside a word excludes what follows it", quote(bare)),
			Suggestion: "Put the word in double quotes.",
		}, grammar.Span{Start: at.End - len(bare), End: at.End}, quoted(bare))
	}
	return false
}

// termAt is the place of a term without its modifier.
func termAt(t *grammar.Term) grammar.Span {
	return grammar.Span{Start: t.At.End - len(t.Raw), End: t.At.End}
}

// written is a text as a term.
func written(text string) string {
	if _, err := grammar.Parse(text); err == nil && !strings.ContainsAny(text, " \t\r\n-?%[{") {
		return text
	}
	return quoted(text)
}

func (s *nearSearch) term(number int, t *grammar.Term) {
	message := string(s.message)
	m := NearMiss{Condition: number}
	if found := regexp.MustCompile("(?i)" + literal(t.Text)).FindString(message); found != "" {
		m.Code, m.Message = "other-case", fmt.Sprintf("the message contains %s, which differs in case", quote(found))
		m.Suggestion = "Terms are compared byte for byte."
		s.suggest(m, termAt(t), written(found))
		return
	}
	if found := regexp.MustCompile(loosened(t.Text)).FindString(message); found != "" {
		m.Code, m.Message = "other-blanks", fmt.Sprintf("the message contains %s, with different spaces", quote(found))
		m.Suggestion = "Spaces in a phrase are significant."
		s.suggest(m, termAt(t), quoted(found))
		return
	}
	if words := strings.Fields(t.Text); t.Quoted && len(words) > 1 {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(message, w) }) {
			m.Code, m.Message = "words-apart", "the message contains each word of the phrase, but not together"
			m.Suggestion = "Write the words without quotes to look for them anywhere."
			if t.Mode == grammar.Included {
				for i, w := range words {
					words[i] = written(w)
				}
				s.suggest(m, termAt(t), strings.Join(words, " "))
				return
			}
			s.add(m)
			return
		}
	}
	if strings.Contains(t.Text, "*") {
		s.starInTerm(m, t, message)
		return
	}
	for _, word := range regexp.MustCompile(`[\pL\pN_]+`).FindAllString(message, 1000) {
		if suggest.OneEdit(t.Text, word) && len(t.Text) >= 4 {
			m.Code, m.Message = "one-letter-apart", fmt.Sprintf("the message contains %s", quote(word))
			m.Suggestion = "Terms are compared byte for byte."
			s.suggest(m, termAt(t), written(word))
			return
		}
	}
}

// loosened is a term as an expression in which blanks may be left out, or stand
// around the signs that JSON has between names and values.
func loosened(text string) string {
	var b strings.Builder
	for _, piece := range regexp.MustCompile(`\s+|[:,=]|[^\s:,=]+`).FindAllString(text, -1) {
		switch {
		case strings.TrimSpace(piece) == "":
			b.WriteString(`\s*`)
		case strings.ContainsAny(piece, ":,="):
			b.WriteString(`\s*` + piece + `\s*`)
		default:
			b.WriteString(literal(piece))
		}
	}
	return b.String()
}

// starInTerm helps with a * that was meant as a wildcard.
func (s *nearSearch) starInTerm(m NearMiss, t *grammar.Term, message string) {
	v := &grammar.Text{Decoded: "*" + t.Text + "*"}
	if !globRegexp(v, "").MatchString(message) {
		return
	}
	m.Code, m.Message = "literal-star", "as a wildcard the * would match, but in a terms pattern it is a literal asterisk"
	if text := strings.Trim(t.Text, "*"); !strings.Contains(text, "*") && text != "" {
		m.Suggestion = "Remove the *: a term may be any part of the message."
		s.suggest(m, termAt(t), written(text))
		return
	}
	m.Suggestion = "Use a regular expression, which must be the whole pattern."
	source, ok := regexSource(v)
	source = strings.TrimSuffix(source, ".*$")
	if !ok || !s.suggest(NearMiss{Code: m.Code, Message: m.Message, Suggestion: m.Suggestion}, grammar.Span{End: len(s.text)}, "%"+source+"%") {
		s.add(m)
	}
}

// insideWord says in which word an excluded term occurs, if it is no word of
// its own.
func (s *nearSearch) insideWord(number int, t *grammar.Term, at grammar.Span) {
	start, end := at.Start, at.End
	for start > 0 && isWord(s.message[start-1]) {
		start--
	}
	for end < len(s.message) && isWord(s.message[end]) {
		end++
	}
	if start == at.Start && end == at.End || end-start > 60 {
		return
	}
	s.add(NearMiss{Code: "inside-word", Condition: number,
		Message:    fmt.Sprintf("the excluded term %s occurs inside %s", quote(t.Text), quote(string(s.message[start:end]))),
		Suggestion: "A term may be any part of the message; put spaces around it, inside double quotes, to exclude only the word."})
}
