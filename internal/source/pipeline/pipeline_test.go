package pipeline

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/document/documenttest"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// found are the scripts of a document: name, address and text.
func found(text string) (list []string) {
	f := source.NewReader(source.Input{Name: "a.yaml", Data: []byte(text)})
	for _, root := range f.Documents("a.yaml") {
		Read(f, root)
	}
	for _, e := range f.Embedded {
		shown := ""
		if e.Shown {
			shown = " shown"
		}
		list = append(list, fmt.Sprintf("%s %s%s: %s", e.Name, e.Address, shown, sourcetest.Shown(&source.Value{Kind: source.String, Text: e.Text})))
	}
	return list
}

func TestScripts(t *testing.T) {
	const put = "aws logs put-metric-filter --filter-pattern"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"steps", "jobs: {a: {steps: [{run: " + put + " a}, {run: echo}, {shell: pwsh, run: " + put + " b}]}}\n", []string{
			`step.sh jobs.a.steps.run: "` + put + ` a"`, `step.ps1 jobs.a.steps.run: "` + put + ` b"`,
		}},
		{"a list of commands", "build:\n  commands: [echo, " + put + " a, [" + put + " b]]\n", []string{`step.sh build.commands: "` + put + ` a"`, `step.sh build.commands: "` + put + ` b"`}},
		{"a block", "script: |\n  x=1\n  " + put + " \\\n    'a'\n", []string{`step.sh script: "x=1\n` + put + ` \\\n  'a'\n"`}},
		{"a folded block", "script: >-\n  " + put + "\n  'a'\n", []string{`step.sh script: "` + put + ` 'a'"`}},
		{"what somebody is to run", "Remediation:\n  CLI: |\n    Do this:\n    " + put + " <pattern> 'a'\n  Text: Call aws logs put-metric-filter\n  No: xaws logs put-metric-filter\n", []string{
			`step.sh Remediation.CLI shown: "Do this:\n` + put + ` <<pattern>> 'a'\n"`,
		}},
		{"nothing of ours", "run: [a, {b: c}, null, 1]\nscript: aws logs describe-queries\nname: put-metric-filter\n", nil},
		{"an anchor", "a: &s {run: " + put + " a}\nb: *s\n", []string{`step.sh a.run: "` + put + ` a"`, `step.sh b.run: "` + put + ` a"`}},
		{"broken YAML", "run: " + put + " a\nx: [}\n", []string{`step.sh run: "` + put + ` a"`}},
	} {
		if diff := cmp.Diff(c.want, found(c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestGrowth reads n and 2n steps, and lists in lists.
func TestGrowth(t *testing.T) {
	for _, text := range []func(n int) string{
		func(n int) string { return "steps:\n" + strings.Repeat("  - run: aws logs put-metric-filter a\n", n) },
		func(n int) string { return "run: " + strings.Repeat("[", n) + strings.Repeat("]", n) },
		func(n int) string { return "note: |\n" + strings.Repeat("  aws logs put-metric-filter <a>\n", n) },
	} {
		documenttest.Linear(t, 200, func(n int) { found(text(n)) })
	}
}
