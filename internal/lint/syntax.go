package lint

import (
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// syntaxRules are the errors of the grammar, one rule for each code.
func syntaxRules() []*Rule {
	var rules []*Rule
	for _, d := range syntaxDocs() {
		r := &Rule{
			Code: string(d.code), Name: d.code.Name(), Summary: d.summary, Severity: request.Error, Why: d.why,
			Language: PatternExample, Before: d.before, After: d.after, Since: firstVersion,
			Fixable: safeReplacement(d.code) || d.code == grammar.CodeInvalidCharacter,
		}
		if d.code == grammar.CodeInvalidCriteria {
			r.Language = CriteriaExample
		}
		rules = append(rules, r)
	}
	return rules
}

// syntax reports the errors of one pattern.
func (c *checker) syntax(s *site) {
	for _, e := range s.joinQuotes() {
		rule := c.byCode[string(e.Code)]
		if rule == nil {
			continue
		}
		r := reporter{c, rule, s.file, s.resource}
		r.reportAt(s.span(e.Span), sentence(e.Reason)+s.elsewhere(e.Span), s.remedy(e), s.replacement(e)...)
		if s.text.Known() {
			c.found[len(c.found)-1].Service = s.service()
		}
	}
}

// service is what the operation answers for the pattern.
func (s *site) service() string { return request.PatternText(s.resource.Operation, s.errors) }

// trailingBreak reports whether an error is about the line break that ends a
// block of the file, which no edit of the text can take away.
func (s *site) trailingBreak(e *grammar.SyntaxError) bool {
	if e.Code != grammar.CodeUnclosedPattern || !strings.Contains(s.source(e.Span), "\n") {
		return false
	}
	switch s.text.Style {
	case document.YAMLLiteral, document.YAMLFolded, document.HCLHeredoc:
		return true
	}
	return false
}

// bracketedPhrase is the whole pattern in double quotes, if it is a text that
// starts with a word in brackets, as log messages do, rather than a list of
// fields: [COLD START], [ERROR] no such file.
func (s *site) bracketedPhrase(e *grammar.SyntaxError) (phrase string, ok bool) {
	switch e.Code {
	case grammar.CodeMissingComma, grammar.CodeUnclosedPattern, grammar.CodeInvalidFieldName:
	default:
		return "", false
	}
	word, rest, closed := strings.Cut(strings.TrimPrefix(s.body, "["), "]")
	if !s.text.Known() || !strings.HasPrefix(s.body, "[") || !closed || rest == "" && !strings.Contains(word, " ") {
		return "", false
	}
	for _, r := range word {
		if !wordRune(r) && r != ' ' && r != '-' && r != ':' {
			return "", false
		}
	}
	if strings.TrimSpace(word) == "" || rest != "" && strings.TrimSpace(rest) == "" || strings.ContainsAny(rest, "\"\n\\[]") {
		return "", false
	}
	return `"` + s.body + `"`, true
}

// remedy says what to do about an error, in the words of the file's language
// where they differ.
func (s *site) remedy(e *grammar.SyntaxError) string {
	if phrase, ok := s.bracketedPhrase(e); ok {
		return "Put the text in double quotes to look for it: " + phrase + "."
	}
	if !s.trailingBreak(e) {
		return e.Remedy
	}
	switch s.text.Style {
	case document.YAMLLiteral:
		return "Write |- instead of |, which keeps the last line break."
	case document.YAMLFolded:
		return "Write >- instead of >, which keeps the last line break."
	}
	return "A heredoc ends with a line break: wrap it in trimspace( )."
}

// replacement is the fix for an error, if one can be said in the file.
func (s *site) replacement(e *grammar.SyntaxError) []Fix {
	if phrase, ok := s.bracketedPhrase(e); ok {
		if edit, ok := s.edit(grammar.Span{Start: 0, End: len(s.body)}, phrase); ok {
			return []Fix{{Message: "Quote the text", Edits: []source.Edit{edit}}}
		}
		return nil
	}
	if s.isRequoted(e) {
		return s.requoted(e)
	}
	message := "Write " + e.Replacement
	switch {
	case s.trailingBreak(e):
		return nil
	case e.Replacement != "":
	case e.Code == grammar.CodeUnclosedPattern && e.Span.Start < e.Span.End:
		message = "Remove the blanks behind the pattern"
	default:
		return nil
	}
	edit, ok := s.edit(e.Span, e.Replacement)
	if !ok {
		return nil
	}
	safe := safeReplacement(e.Code) && s.text.Known() && s.repairs(e)
	return []Fix{{Message: message, Edits: []source.Edit{edit}, Safe: safe}}
}

// safeReplacement reports whether a replacement for errors of this code says
// the same in the grammar's words.
func safeReplacement(code grammar.Code) bool {
	switch code {
	case grammar.CodeUnknownOperator, grammar.CodeOrderingNeedsNumber, grammar.CodeNullComparison,
		grammar.CodeUnquotedBlank, grammar.CodeRegexCharacter, grammar.CodeInvalidSelector:
		return true
	}
	return false
}

// repairs reports whether the pattern has fewer errors once the replacement is
// made.
func (s *site) repairs(e *grammar.SyntaxError) bool {
	_, left := s.read(s.body[:e.Span.Start] + e.Replacement + s.body[e.Span.End:])
	return len(left) < len(s.errors)
}

// sentence starts a text with a capital letter and ends it with a full stop.
// A text that starts with a symbol, a selector or a quoted name stays.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	if c := text[0]; 'a' <= c && c <= 'z' && !startsWithCode(text) {
		text = string(c-'a'+'A') + text[1:]
	}
	if last := text[len(text)-1]; last != '.' && last != '!' && last != '?' {
		text += "."
	}
	return text
}

// startsWithCode reports whether a text's first word is code rather than prose.
func startsWithCode(text string) bool {
	if strings.HasPrefix(text, "null ") {
		return true
	}
	for i := 0; i < len(text) && text[i] != ' '; i++ {
		if c := text[i]; (c < 'a' || c > 'z') && c != '-' && c != ',' {
			return true
		}
	}
	return false
}
