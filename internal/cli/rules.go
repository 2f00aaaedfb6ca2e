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
	Output []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" default:"text" help:"Write text or json, to stdout or FILE. May be repeated."`
}

type ruleCmd struct {
	ID     string   `arg:"" help:"The code or the name of a rule of lint, or the id of a rule of docs/semantics.md, such as T6."`
	Output []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" default:"text" help:"Write text (Markdown) or json, to stdout or FILE. May be repeated."`
}

// ruleRecord is the JSON of a rule.
type ruleRecord struct {
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
	return ruleRecord{r.Code, r.Name, r.Severity, r.Summary, r.Why, r.Language, r.Before, r.After, r.Since, r.Fixable, !r.Off}
}

// Run lists the rules.
func (c *rulesCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json")
	if err != nil {
		return err
	}
	var list []ruleRecord
	for _, r := range lint.Rules() {
		list = append(list, newRuleRecord(r))
	}
	return e.textOrJSON(outs, func(w io.Writer) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, r := range list {
			severity := r.Severity.String()
			if !r.Default {
				severity += " (off)"
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.Code, r.Name, severity, r.Summary)
		}
		return t.Flush()
	}, list)
}

// Run prints the page of a rule.
func (c *ruleCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json")
	if err != nil {
		return err
	}
	rule := lint.Lookup(c.ID)
	page := func(text string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		}
	}
	if text := docs.Rule(c.ID); rule == nil && text != "" {
		return e.textOrJSON(outs, page(text), map[string]string{"id": strings.ToUpper(c.ID), "page": text})
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
	return e.textOrJSON(outs, page(rule.Page()), newRuleRecord(rule))
}
