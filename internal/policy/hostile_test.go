package policy

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
)

// names is a condition for each of n names, joined by an operator.
func names(n int, op, by string) string {
	words := strings.Fields("Policy Role User Group Key Bucket Trail Vpc Subnet Gateway Route Network Acl Security Config Instance Volume Image Snapshot Alarm")
	parts := make([]string, n)
	for i := range parts {
		parts[i] = "$.eventName " + op + ` "*` + words[i] + `*"`
	}
	return strings.Join(parts, by)
}

// TestManyNames judges filters over many names by every pack: all is decided,
// in few steps.
func TestManyNames(t *testing.T) {
	or, and := names(15, "=", " || "), names(15, "=", " && ")
	for _, patterns := range [][]string{
		{"{ $.eventSource = iam.amazonaws.com || " + or + " }"},
		{"{ $.eventSource = iam.amazonaws.com && (" + or + ") }"},
		{"{ $.eventSource = iam.amazonaws.com || " + and + " }"},
		{"{ $.eventSource = iam.amazonaws.com && " + names(20, "!=", " && ") + " }"},
		{"{ " + names(20, "=", " || ") + " }"},
		{"{ " + names(20, "=", " || ") + " }", "{ " + or + " }", "{ " + names(12, "!=", " && ") + " }", "{ $.eventName = Put* && (" + or + ") }"},
	} {
		var files strings.Builder
		for i, p := range patterns {
			quoted, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			files.WriteString(filter(fmt.Sprint("f", i), string(quoted), ""))
		}
		for _, pack := range PackNames() {
			p, err := LoadPack(pack)
			if err != nil {
				t.Fatal(err)
			}
			work := budget.New(context.Background(), budget.Command)
			verdicts, err := read(t, files.String()).Judge(p.Rules, Options{FiltersOnly: true, Analyze: analyze.Options{Work: work}})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range verdicts {
				if said := strings.Join(v.Reasons, " "); strings.Contains(said, "too large") {
					t.Errorf("%s of %s: %s", v.Rule.ID, pack, said)
				}
			}
			if most := 5_000_000 * len(patterns); work.Used() > most {
				t.Errorf("%s, %d filters such as %.40s…: %d steps", pack, len(patterns), patterns[0], work.Used())
			}
		}
	}
}

// TestUndecidedIsSaid is about a proof that is too large.
func TestUndecidedIsSaid(t *testing.T) {
	quoted, _ := json.Marshal("{ " + names(15, "=", " || ") + " }")
	p, err := LoadPack("cis-aws-foundations-1.4")
	if err != nil {
		t.Fatal(err)
	}
	work := budget.New(context.Background(), 1000)
	verdicts, err := read(t, filter("f", string(quoted), "")).Judge(p.Rules, Options{FiltersOnly: true, Analyze: analyze.Options{Work: work}})
	if err != nil {
		t.Fatal(err)
	}
	undecided := 0
	for _, v := range verdicts {
		if v.Status == Undecided && strings.Contains(strings.Join(v.Reasons, " "), "is undecided: too large to prove within 1000 steps.") {
			undecided++
		}
	}
	if undecided == 0 {
		t.Errorf("nothing is said to be undecided of %d rules", len(verdicts))
	}
}
