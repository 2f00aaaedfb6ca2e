package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// syntaxRules are the errors of the grammar, one rule for each code.
func syntaxRules() []*Rule {
	var rules []*Rule
	for {
		code := grammar.Code(fmt.Sprintf("FP%03d", len(rules)+1))
		if code.Name() == grammar.Code("").Name() { // no more
			return rules
		}
		r := &Rule{Code: string(code), Name: code.Name(), Severity: request.Error}
		switch code {
		case grammar.CodeInvalidCriteria:
			r.Language = CriteriaExample
		case grammar.CodeTooLong: // the page shows how it starts
			r.Before = "{ $.id = \"" + strings.Repeat("x", grammar.MaxPatternLength) + "\" }"
		}
		rules = append(rules, r)
	}
}

// syntax reports the errors of one pattern.
func (c *checker) syntax(s *site) {
	for _, e := range advice.Errors(s.errors) {
		rule := c.byCode[string(e.Code)]
		if rule == nil {
			continue
		}
		r := reporter{c, rule, s.file, s.resource}
		reason, remedy, isCut := s.cut(e)
		if isCut {
			r.reportAt(s.span(e.Span), sentence(reason)+s.elsewhere(e.Span), remedy)
		} else {
			r.reportAt(s.span(e.Span), sentence(e.Reason)+s.elsewhere(e.Span), s.remedy(e), s.replacement(e)...)
		}
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

// remedy says what to do about an error, in the words of the file's language
// where they differ.
func (s *site) remedy(e *grammar.SyntaxError) string {
	if !s.trailingBreak(e) {
		return e.Remedy
	}
	switch s.text.Style {
	case document.YAMLLiteral:
		return "Write |- instead of |, which keeps the final line break."
	case document.YAMLFolded:
		return "Write >- instead of >, which keeps the final line break."
	}
	return "A heredoc ends with a line break: wrap it in trimspace( )."
}

// replacement is the fix for an error, if one can be said in the file.
func (s *site) replacement(e *grammar.SyntaxError) []Fix {
	if e.Edit == nil || s.trailingBreak(e) {
		return nil
	}
	edit, ok := s.edit(e.Edit.At, e.Edit.With)
	if !ok {
		return nil
	}
	message := "Remove the excess"
	switch {
	case e.Replacement != "":
		message = "Write " + e.Replacement
	case e.Suggestion != "" && len(s.errors) == 1:
		message = "Write " + e.Suggestion
	case e.Edit.With != "":
		message = "Write " + e.Edit.With
	}
	if e.Suggestion == "" && s.text.Known() {
		message += ", which fixes this error but not the others"
	}
	return []Fix{{Message: message, Edits: []source.Edit{edit}, Safe: e.Safe}}
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
