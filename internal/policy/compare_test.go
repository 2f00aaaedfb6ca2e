package policy

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

var update = flag.Bool("update", false, "rewrite the table of docs/policy.md")

// variant is a filter pattern for a control: "equal…" or "wrong: why".
type variant struct {
	Control string `yaml:"control"`
	Is      string `yaml:"is"`
	Pattern string `yaml:"pattern"`
	Misses  string `yaml:"misses"`
}

// prowlerCheck and cloudqueryCheck are what judges.yaml explains.
type prowlerCheck struct {
	Check   string     `yaml:"check"`
	Source  string     `yaml:"source"`
	Names   []string   `yaml:"names"`
	Clauses [][]string `yaml:"clauses"`
	Ordered [][]string `yaml:"ordered"`
}

func (c *prowlerCheck) pass(pattern string) bool {
	found := func(expression string) bool { return regexp.MustCompile("(?s)" + expression).MatchString(pattern) }
	var ordered []string
	for _, clause := range c.Ordered {
		ordered = append(ordered, clauseExpression(clause))
	}
	if !found(strings.Join(ordered, ".+")) || c.Source != "" && !found(clauseExpression([]string{"eventSource", "=", c.Source})) {
		return false
	}
	for _, name := range c.Names {
		if !found(clauseExpression([]string{"eventName", "=", name}) + `\b`) {
			return false
		}
	}
	return !slices.ContainsFunc(c.Clauses, func(clause []string) bool { return !found(clauseExpression(clause)) })
}

// clauseExpression is the regular expression for a field, operator and value.
func clauseExpression(clause []string) string {
	field := `\$\.` + regexp.QuoteMeta(clause[0])
	if len(clause) == 1 {
		return field
	}
	return field + `\s*` + clause[1] + `\s*.?` + regexp.QuoteMeta(clause[2])
}

type cloudqueryCheck struct {
	Check  string   `yaml:"check"`
	Spaced []string `yaml:"spaced"`
	Tight  []string `yaml:"tight"`
	Texts  []string `yaml:"texts"`
	Any    bool     `yaml:"any"`
}

func (c *cloudqueryCheck) pass(pattern string) bool {
	if strings.Contains(pattern, "NOT") {
		return false
	}
	texts := slices.Clone(c.Texts)
	for _, name := range c.Spaced {
		texts = append(texts, "($.eventName = "+name+")")
	}
	for _, name := range c.Tight {
		texts = append(texts, "($.eventName="+name+")")
	}
	in := func(text string) bool { return strings.Contains(pattern, text) }
	if c.Any {
		return slices.ContainsFunc(texts, in)
	}
	return !slices.ContainsFunc(texts, func(text string) bool { return !in(text) })
}

// judged is one variant and the verdicts on it; true is a pass.
type judged struct {
	variant
	truth                     bool
	prowler, cloudquery, ours bool
}

// TestCompare judges variants of the CIS patterns by the texts that two
// scanners look for and by their meaning. The truth is what running the
// control's log events over a variant shows: it matches all that must be
// noticed, and none that should be left alone. docs/policy.md has the result.
func TestCompare(t *testing.T) {
	all := compareAll(t)
	var equal, wrong int
	for _, j := range all {
		if strings.HasPrefix(j.Is, "equal") {
			equal++
		} else {
			wrong++
		}
		if j.truth != strings.HasPrefix(j.Is, "equal") {
			t.Errorf("%s is %q, and running log events shows %v\n%s", j.Control, j.Is, j.truth, j.Pattern)
		}
		if j.ours != j.truth {
			t.Errorf("%s (%s): our verdict is %v\n%s", j.Control, j.Is, j.ours, j.Pattern)
		}
	}
	if equal < 40 || wrong < 40 {
		t.Errorf("%d equal and %d wrong variants are too few", equal, wrong)
	}
	page := filepath.Join("..", "..", "docs", "policy.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	const start, end = "<!-- comparison: go test ./internal/policy -run TestCompare -update -->\n", "<!-- end of comparison -->"
	before, rest, ok := strings.Cut(string(text), start)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("the page has no place for the comparison")
	}
	table := comparison(all)
	if *update {
		if err := os.WriteFile(page, []byte(before+start+table+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(old, table); d != "" {
		t.Errorf("the page differs (-page +test)\n%s", d)
	}
}

func compareAll(t *testing.T) []judged {
	t.Helper()
	var judges struct {
		Prowler    map[string]*prowlerCheck    `yaml:"prowler"`
		Cloudquery map[string]*cloudqueryCheck `yaml:"cloudquery"`
	}
	var variants []variant
	readYAML(t, "judges.yaml", &judges)
	readYAML(t, "variants.yaml", &variants)
	pack, err := LoadPack("cis-aws-foundations-1.4")
	if err != nil {
		t.Fatal(err)
	}
	var all []judged
	for _, v := range variants {
		r := ruleOf(t, pack, v.Control)
		all = append(all, judged{
			variant: v, truth: truth(t, r, v, variants),
			prowler: judges.Prowler[v.Control].pass(v.Pattern), cloudquery: judges.Cloudquery[v.Control].pass(v.Pattern),
			ours: ours(t, r, v),
		})
	}
	return all
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "compare", name))
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// ruleOf finds a control in the numbering of a pack.
func ruleOf(t *testing.T, p *Pack, control string) *Rule {
	t.Helper()
	var file packFile
	if err := unmarshal("data/"+p.Name+".yaml", &file); err != nil {
		t.Fatal(err)
	}
	for i, e := range file.Controls {
		if e.Control == control {
			return p.Rules[i]
		}
	}
	t.Fatalf("no control %s", control)
	return nil
}

// truth runs log events: the control's, and those that show what other
// variants of it miss.
func truth(t *testing.T, r *Rule, v variant, all []variant) bool {
	t.Helper()
	f, err := engine.ParseAndCompile(v.Pattern)
	if err != nil {
		t.Fatalf("%s: %v", v.Pattern, err)
	}
	must := slices.Clone(r.Require.Match)
	for _, other := range all {
		if other.Control == v.Control && other.Misses != "" {
			must = append(must, other.Misses)
		}
	}
	for _, event := range must {
		if !f.Match([]byte(event)) {
			return false
		}
	}
	return !slices.ContainsFunc(r.Require.NoMatch, func(event string) bool { return f.Match([]byte(event)) })
}

// ours is the verdict on a configuration with the variant for its only filter.
func ours(t *testing.T, r *Rule, v variant) bool {
	t.Helper()
	config, err := json.Marshal(map[string]any{"resource": map[string]any{"aws_cloudwatch_log_metric_filter": map[string]any{"x": map[string]any{
		"name": "x", "log_group_name": "trail", "pattern": v.Pattern,
		"metric_transformation": []any{map[string]any{"name": "x", "namespace": "CIS", "value": "1"}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	e := NewEstate([]*source.File{languages.Read(source.Input{Name: "main.tf.json", Data: config}, languages.Options{})})
	list, err := e.Judge([]*Rule{r}, Options{FiltersOnly: true})
	if err != nil || len(e.Filters) != 1 || list[0].Status == Undecided {
		t.Fatalf("%v, %d filters, %v\n%s", err, len(e.Filters), list, v.Pattern)
	}
	return list[0].Status == Covered
}

// comparison is the result in Markdown.
func comparison(all []judged) string {
	var b strings.Builder
	equal := 0
	for _, j := range all {
		if j.truth {
			equal++
		}
	}
	found := 0
	for _, j := range all {
		if j.Is == "equal" {
			found++
		}
	}
	fmt.Fprintf(&b, "Of %d patterns %d are right: %d spellings from public configurations and %d made for the purpose.\nThe other %d are wrong, some of them from public configurations, too.\n\n", len(all), equal, found, equal-found, len(all)-equal)
	fmt.Fprintf(&b, "| judge | right verdicts of %d | right patterns refused, of %d | wrong patterns passed, of %d |\n|---|---|---|---|\n", len(all), equal, len(all)-equal)
	type judge struct {
		name string
		pass func(judged) bool
	}
	judges := []judge{
		{"prowler", func(j judged) bool { return j.prowler }},
		{"cloudquery", func(j judged) bool { return j.cloudquery }},
		{"logsieve", func(j judged) bool { return j.ours }},
	}
	for _, who := range judges {
		right, refused, passed := 0, 0, 0
		for _, j := range all {
			switch got := who.pass(j); {
			case got == j.truth:
				right++
			case j.truth:
				refused++
			default:
				passed++
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d |\n", who.name, right, refused, passed)
	}
	b.WriteString("\nBy control, as right patterns passed / wrong patterns passed:\n\n| control | variants | prowler | cloudquery | logsieve |\n|---|---|---|---|---|\n")
	var controls []string
	for _, j := range all {
		if !slices.Contains(controls, j.Control) {
			controls = append(controls, j.Control)
		}
	}
	for _, c := range controls {
		var good, bad int
		passed := make([][2]int, len(judges))
		for _, j := range all {
			if j.Control != c {
				continue
			}
			k := 0
			if j.truth {
				good++
			} else {
				bad++
				k = 1
			}
			for i, who := range judges {
				if who.pass(j) {
					passed[i][k]++
				}
			}
		}
		fmt.Fprintf(&b, "| %s | %d right, %d wrong |", c, good, bad)
		for _, p := range passed {
			fmt.Fprintf(&b, " %d / %d |", p[0], p[1])
		}
		b.WriteString("\n")
	}
	b.WriteString("\nWrong patterns, and who passes them:\n\n| control | what is wrong | prowler | cloudquery | logsieve |\n|---|---|---|---|---|\n")
	mark := func(pass bool) string {
		if pass {
			return "**passes**"
		}
		return "refuses"
	}
	for _, j := range all {
		if !j.truth {
			why := strings.ReplaceAll(strings.TrimPrefix(j.Is, "wrong: "), "|", "\\|")
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", j.Control, why, mark(j.prowler), mark(j.cloudquery), mark(j.ours))
		}
	}
	return b.String()
}
