package policy

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/sample"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

var quoted = regexp.MustCompile(`"(?:[^"\\%]|\\.)*"`)

// TestAtMost fills the holes of random patterns with random texts: whatever the
// pattern then matches, the bound matches.
func TestAtMost(t *testing.T) {
	g := sample.New(8, 1)
	bounded, matched := 0, 0
	for range 1500 {
		text := g.JSONPattern()
		places := quoted.FindAllStringIndex(text, -1)
		if _, err := grammar.Parse(text); err != nil || len(places) == 0 {
			continue
		}
		at := places[g.IntN(len(places))]
		v := document.NewText(document.HCLQuoted)
		v.Append(text[:at[0]+1], source.Span{Start: 0, End: at[0] + 1})
		v.AppendHole("var.x", "", source.Span{Start: at[0] + 1, End: at[1] - 1})
		v.Append(text[at[1]-1:], source.Span{Start: at[1] - 1, End: len(text)})
		bound := atMost(&source.Value{Kind: source.String, Text: v})
		if bound == nil {
			continue
		}
		bounded++
		wide, err := engine.Compile(bound)
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			filled := text[:at[0]+1] + strings.ReplaceAll(g.Word(), `"`, "") + text[at[1]-1:]
			p, err := grammar.Parse(filled)
			if err != nil {
				continue
			}
			f, err := engine.Compile(p)
			if err != nil {
				t.Fatal(err)
			}
			event := []byte(g.AimedMessage(p))
			if f.Match(event) {
				matched++
				if !wide.Match(event) {
					t.Errorf("%s\nfilled as %s matches %s, and the bound %s does not", text, filled, event, bound)
				}
			}
		}
	}
	if bounded < 100 || matched < 100 {
		t.Errorf("%d bounds and %d matches show little", bounded, matched)
	}
}

// TestVerdictsAreSound judges random filters by random rules: of a rule that is
// covered no log event goes unmatched, and of one that is not the witness does.
func TestVerdictsAreSound(t *testing.T) {
	g := sample.New(8, 2)
	counts := map[Status]int{}
	for range 200 {
		required := g.JSONPattern()
		p, err := grammar.Parse(required)
		if err != nil {
			continue
		}
		patterns := []string{g.JSONPattern(), g.JSONPattern()}
		switch g.IntN(3) {
		case 0: // parts of what is required, which together may be all of it
			if or, ok := p.(*grammar.JSONPattern).Expr.(*grammar.Or); ok {
				patterns = nil
				for _, o := range or.Operands {
					patterns = append(patterns, grammar.Format(&grammar.JSONPattern{Expr: o}))
				}
			}
		case 1: // more than that
			patterns[0] = strings.TrimSuffix(strings.TrimSpace(required), "}") + " || " + strings.TrimPrefix(strings.TrimSpace(patterns[1]), "{")
		}
		e := estateOf(t, patterns)
		list, err := e.Judge([]*Rule{{ID: "x", Title: "X", Require: &Requirement{Pattern: p}}}, Options{Analyze: analyze.Options{Steps: 5000}})
		if err != nil {
			t.Fatal(err)
		}
		v := list[0]
		counts[v.Status]++
		must, err := engine.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		noticed := func(event string) bool {
			for _, f := range e.Filters {
				if f.Pattern != nil && f.compiled.Match([]byte(event)) {
					return true
				}
			}
			return false
		}
		switch v.Status {
		case NotCovered:
			if v.Witness != "" && !must.Match([]byte(v.Witness)) {
				t.Errorf("%s: the witness %s is no log event of it", required, v.Witness)
			}
			if v.Witness != "" && noticed(v.Witness) {
				t.Errorf("%s: the witness %s is noticed by %q", required, v.Witness, patterns)
			}
		case Covered:
			for range 30 {
				if event := g.AimedMessage(p); must.Match([]byte(event)) && !noticed(event) {
					t.Errorf("%s is called covered by %q, which miss %s", required, patterns, event)
				}
			}
		}
	}
	if counts[Covered] < 20 || counts[NotCovered] < 20 {
		t.Errorf("too few of each: %v", counts)
	}
}

// estateOf has a metric filter for each pattern, all of one log group.
func estateOf(t *testing.T, patterns []string) *Estate {
	t.Helper()
	filters := map[string]any{}
	for i, p := range patterns {
		p = strings.NewReplacer("${", "$${", "%{", "%%{").Replace(p)
		filters["f"+strconv.Itoa(i)] = map[string]any{"name": fmt.Sprint("f", i), "log_group_name": "trail", "pattern": p,
			"metric_transformation": []any{map[string]any{"name": "x", "namespace": "N", "value": "1"}}}
	}
	text, err := json.Marshal(map[string]any{"resource": map[string]any{"aws_cloudwatch_log_metric_filter": filters}})
	if err != nil {
		t.Fatal(err)
	}
	return NewEstate([]*source.File{languages.Read(source.Input{Name: "main.tf.json", Data: text}, languages.Options{})})
}
