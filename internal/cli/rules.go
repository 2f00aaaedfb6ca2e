package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/logsieve/logsieve/docs"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/suggest"
)

type rulesCmd struct {
	Output []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json" default:"text" help:"Write text or json, to stdout or FILE. May be repeated."`
}

type ruleCmd struct {
	ID     string   `arg:"" help:"The code or the name of a rule of lint, or the id of a rule of docs/semantics.md, such as T6."`
	Output []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json" default:"text" help:"Write text (Markdown) or json, to stdout or FILE. May be repeated."`
}

// ruleRecord is the JSON of a rule.
type ruleRecord struct {
	Version  int           `json:"version,omitempty"` // of the document, unless it is a list of rules
	Code     string        `json:"code"`
	Name     string        `json:"name"`
	Severity lint.Severity `json:"severity"`
	Summary  string        `json:"summary"`
	Why      string        `json:"why"`
	Language lint.Language `json:"language"`
	Before   string        `json:"before,omitempty"`
	After    string        `json:"after,omitempty"`
	Since    string        `json:"since"`
	Fixable  bool          `json:"fixable"`
	Default  bool          `json:"default"` // reported when nothing is selected
}

func newRuleRecord(r *lint.Rule) ruleRecord {
	return ruleRecord{0, r.Code, r.Name, r.Severity, r.Summary, r.Why, r.Language, r.Before, r.After, r.Since, r.Fixable, !r.Off}
}

// Run lists the rules.
func (c *rulesCmd) Run(e *env) error {
	var list []ruleRecord
	for _, r := range lint.Rules() {
		list = append(list, newRuleRecord(r))
	}
	return e.answer(c.Output, func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, r := range lint.Rules() {
			severity := r.Severity.String()
			if r.Off {
				severity += " (off)"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Code, r.Name, severity, r.Summary)
		}
		return t.Flush()
	}, struct {
		Version int          `json:"version"`
		Rules   []ruleRecord `json:"rules"`
	}{1, list})
}

// Run prints the page of a rule.
func (c *ruleCmd) Run(e *env) error {
	rule := lint.Lookup(c.ID)
	if page := docs.Rule(c.ID); rule == nil && page != "" {
		return c.page(e, page, struct {
			Version int    `json:"version"`
			ID      string `json:"id"`
			Page    string `json:"page"`
		}{1, strings.ToUpper(c.ID), page})
	}
	if rule == nil {
		names := docs.RuleIDs()
		for _, r := range lint.Rules() {
			names = append(names, r.Code, r.Name)
		}
		hint := "logsieve rules lists them"
		if near := suggest.Closest(c.ID, names); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return exit(ExitUsage, fmt.Errorf("rule: there is no rule %q; %s", c.ID, hint))
	}
	record := newRuleRecord(rule)
	record.Version = 1
	return c.page(e, rule.Page(), record)
}

func (c *ruleCmd) page(e *env, text string, document any) error {
	return e.answer(c.Output, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}, document)
}
