package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
)

func unquotedPhrase() *Rule {
	return &Rule{
		Code: "FS001", Name: "unquoted-phrase", Severity: request.Warning, Since: firstVersion,
		Summary: "A phrase of several words must be in double quotes.",
		Why: "Without quotes each word is a separate term: all must occur, but anywhere and in any order, even inside " +
			"other words. `Task timed out` matches \"output of the timed Task\". Several terms in capitals are not reported.",
		Language: PatternExample,
		Before:   `Task timed out`,
		After:    `"Task timed out"`,
		pattern:  checkUnquotedPhrase,
	}
}

func checkUnquotedPhrase(p *patternPass) {
	terms, ok := p.pattern.(*grammar.TermsPattern)
	if !ok {
		return
	}
	for start := 0; start < len(terms.Terms); {
		end := start
		for end < len(terms.Terms) && terms.Terms[end].Mode == grammar.Included && !terms.Terms[end].Quoted {
			end++
		}
		if words := terms.Terms[start:end]; isPhrase(words) {
			at := grammar.Span{Start: words[0].At.Start, End: words[len(words)-1].At.End}
			phrase := `"` + p.source(at) + `"`
			p.report(at, fmt.Sprintf("These are %d terms, which may occur anywhere and in any order.", len(words)),
				"Put the phrase in double quotes: "+phrase+".", p.fix("Quote the phrase", at, phrase)...)
		}
		start = end + 1
	}
}

// isPhrase reports whether words read as a phrase: one of them is a word that
// only phrases have, there are at least three and none looks like a keyword of a
// log, in capitals, or there are more and words of prose among them.
func isPhrase(words []*grammar.Term) bool {
	for _, w := range words {
		if len(words) > 1 && functionWord(w.Text) {
			return true
		}
	}
	if len(words) >= 3 && all(words, func(t *grammar.Term) bool { return t.Text != strings.ToUpper(t.Text) }) {
		return true
	}
	// Capitals among words: two words in small letters beside each other are
	// prose.
	for i := 1; len(words) > 3 && i < len(words); i++ {
		if smallWord(words[i-1].Text) && smallWord(words[i].Text) {
			return true
		}
	}
	return false
}

// smallWord reports whether a term is a word in small letters.
func smallWord(word string) bool {
	return len(word) > 1 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == ""
}

// functionWord reports whether a word holds a phrase together and says
// nothing alone.
func functionWord(word string) bool {
	switch strings.ToLower(word) {
	case "a", "an", "and", "are", "as", "at", "be", "by", "cannot", "due", "for", "from", "has", "in", "is", "not", "of", "on",
		"or", "out", "the", "to", "was", "were", "with", "without":
		return word == strings.ToLower(word)
	}
	return false
}
