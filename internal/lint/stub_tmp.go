package lint

// Stand-in for the rules, to be dropped with them.

import (
	"errors"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/source"
)

// Language says what the examples of a rule are written in.
type Language string

// PatternExample is the language of filter patterns.
const PatternExample Language = "pattern"

// Rule is one kind of finding, with its documentation.
type Rule struct {
	Code     string
	Name     string
	Summary  string
	Severity Severity
	Why      string
	Language Language
	Before   string
	After    string
	Since    string
	Fixable  bool
	Off      bool

	groups func()
}

const firstVersion = "0.1.0"

// Page is the documentation of the rule in Markdown.
func (r *Rule) Page() string { return "# " + r.Code + " · " + r.Name + "\n\n" + r.Summary + "\n" }

// Rules returns all rules, in the order of their codes.
func Rules() []*Rule {
	var rules []*Rule
	for code := grammar.CodeInvalidCharacter; code != ""; code = next(code) {
		rules = append(rules, &Rule{Code: string(code), Name: code.Name(), Summary: "A pattern parses.", Severity: request.Error,
			Why: "The service refuses it.", Language: PatternExample, Since: firstVersion, Fixable: true})
	}
	rules = append(rules, &Rule{Code: "FS107", Name: "no-retention", Summary: "A log group has a retention.", Severity: request.Info,
		Why: "It grows.", Language: PatternExample, Since: firstVersion, Off: true, groups: func() {}})
	return append(rules, selfRules()...)
}

func next(code grammar.Code) grammar.Code {
	n := []byte(code)
	for i := len(n) - 1; ; i-- {
		if n[i] != '9' {
			n[i]++
			break
		}
		n[i] = '0'
	}
	if grammar.Code(n).Name() == "" {
		return ""
	}
	return grammar.Code(n)
}

// Lookup finds a rule by its code or its name, nil when there is none.
func Lookup(id string) *Rule {
	for _, r := range Rules() {
		if strings.EqualFold(r.Code, id) || r.Name == id {
			return r
		}
	}
	return nil
}

// Options say which rules report, and how.
type Options struct {
	Disabled map[string]bool
	Enabled  map[string]bool
	Severity map[string]Severity
}

// Check reports errors in filter patterns.
func Check(files []*source.File, opts Options) []Finding {
	var found []Finding
	for _, f := range files {
		for _, r := range f.Resources {
			text := r.Input.Get("filterPattern")
			if text == nil || text.Text == nil {
				continue
			}
			_, err := grammar.Parse(text.Text.Decoded)
			var errs grammar.Errors
			if !errors.As(err, &errs) {
				continue
			}
			for _, e := range errs {
				if opts.Disabled[string(e.Code)] {
					continue
				}
				one := Finding{File: f.Name, Span: text.Text.Span(e.Span.Start, e.Span.End), Severity: request.Error, Code: string(e.Code), Rule: e.Code.Name(),
					Message: e.Reason, Help: e.Remedy, Service: e.Service, Resource: r.Address}
				if e.Replacement != "" {
					if edit, ok := text.Text.Edit(e.Span.Start, e.Span.End, e.Replacement); ok {
						one.Fixes = []Fix{{Message: "Write " + e.Replacement, Edits: []source.Edit{edit}, Safe: true}}
					}
				}
				found = append(found, one)
			}
		}
	}
	return found
}
