package lint

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/playground"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// maxExample bounds, in characters, how much of a pattern a page shows.
const maxExample = 300

// Page is the documentation of the rule in Markdown.
func (r *Rule) Page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s · %s\n\n%s\n\n", r.Code, r.Name, r.Summary)
	fmt.Fprintf(&b, "| severity | fix | reported | since |\n|---|---|---|---|\n| %s | %s | %s | %s |\n\n", r.Severity, r.fix(), r.reported(), r.Since)
	fmt.Fprintf(&b, "## Why\n\n%s\n", r.Why)
	b.WriteString("\n")
	if r.Before != "" {
		fmt.Fprintf(&b, "## Before\n\n%s## After\n\n%s", r.example(r.Before), r.example(r.After))
	}
	if pattern, ok := r.examplePattern(); ok && len(pattern) <= maxExample {
		fmt.Fprintf(&b, "[Try it in the playground](%s#%s)\n", playground.Site, playground.Fragment(pattern))
	} else {
		fmt.Fprintf(&b, "[Try filter patterns in the playground](%s)\n", playground.Site)
	}
	return b.String()
}

// examplePattern is the first filter pattern of the example before.
func (r *Rule) examplePattern() (pattern string, ok bool) {
	switch r.Language {
	case PatternExample:
		return r.Before, r.Before != ""
	case RequestExample:
		for line := range strings.Lines(r.Before) {
			var request struct {
				Input struct{ FilterPattern *string }
			}
			if json.Unmarshal([]byte(line), &request) == nil && request.Input.FilterPattern != nil {
				return *request.Input.FilterPattern, true
			}
		}
	case TemplateExample:
		for _, place := range Places(languages.Read(source.Input{Name: "template.yaml", Data: []byte(r.Before)}, languages.Options{})) {
			if place.Known() {
				return place.Text(), true
			}
		}
	}
	return "", false
}

func (r *Rule) fix() string {
	if r.Fixable {
		return "`--fix`"
	}
	return "by hand"
}

func (r *Rule) reported() string {
	if r.Off {
		return "when asked for"
	}
	return "always"
}

// example is a fenced block. An empty pattern is said in words, as a block
// without text would look like a mistake.
func (r *Rule) example(text string) string {
	if text == "" {
		return "The empty pattern.\n\n"
	}
	if short := []rune(text); len(short) > maxExample && !strings.Contains(text, "\n") && r.Language == PatternExample {
		text = fmt.Sprintf("%s…  (%d characters)", string(short[:40]), len(short))
	}
	language := "text"
	switch r.Language {
	case RequestExample:
		language = "json"
	case TemplateExample:
		language = "yaml"
	}
	return "```" + language + "\n" + strings.TrimSuffix(text, "\n") + "\n```\n\n"
}

// Index is the list of rules in Markdown, with links to their pages.
func Index(rules []*Rule) string {
	var b strings.Builder
	b.WriteString("# Rules of lint\n\n" +
		"A rule has a code and a name; neither changes, and no code is reused. `FP` rules are about the syntax of filter\n" +
		"patterns, `FS` about the meaning of filters, `MT` about metric transformations, `RQ` about the requests that files make,\n`LS` about the files and ignores themselves.\n\n" +
		"| code | name | severity | requires |\n|---|---|---|---|\n")
	for _, r := range rules {
		severity := r.Severity.String()
		if r.Off {
			severity += ", off"
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.Code, r.Name, r.Name, severity, strings.ReplaceAll(r.Summary, "|", `\|`))
	}
	return b.String()
}
