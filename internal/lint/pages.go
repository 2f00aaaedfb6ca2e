package lint

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/docs"
	"github.com/logsieve/logsieve/internal/playground"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// documented are all rules, with what their pages say. Nobody changes them.
var documented = sync.OnceValue(func() []*Rule {
	rules := slices.Concat(syntaxRules(), ownRules(), requestRules(), selfRules())
	for _, r := range rules {
		r.read(docs.RulePage(r.Name))
	}
	return rules
})

// read takes from the page what the rule does not say of itself.
func (r *Rule) read(page string) {
	head, text, _ := strings.Cut(page, "\n\n## Why\n\n")
	_, head, _ = strings.Cut(head, "\n\n")
	summary, table, _ := strings.Cut(head, "\n\n")
	why, examples, _ := strings.Cut(strings.TrimSuffix(text, "\n"), "\n\n## Before\n\n")
	why, _, _ = strings.Cut(why, "\n\n[Try ") // a link, which is made anew
	before, after, _ := strings.Cut(examples, "\n\n## After\n\n")
	language, before := readExample(before)
	_, after = readExample(after)
	cells := strings.Split(table, " | ")
	r.Summary, r.Why = cmp.Or(r.Summary, summary), cmp.Or(r.Why, why)
	r.Language, r.Before, r.After = cmp.Or(r.Language, language), cmp.Or(r.Before, before), cmp.Or(r.After, after)
	r.Since, r.Fixable = strings.TrimSuffix(cells[len(cells)-1], " |"), strings.Contains(table, "`--fix`")
}

// readExample reads what example writes.
func readExample(block string) (language Language, text string) {
	fence, text, _ := strings.Cut(block, "\n")
	text, _, _ = strings.Cut(text, "\n```")
	switch fence {
	case "```text":
		return PatternExample, text
	case "```yaml":
		return TemplateExample, text + "\n"
	case "```json":
		return RequestExample, text
	}
	return RequestExample, "" // there is none, or it is the empty pattern
}

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
