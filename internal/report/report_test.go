package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

var update = flag.Bool("update", false, "write golden files")

// sample is a report whose texts try the formats: tabs, wide characters, long
// lines, line breaks, markup and controls.
func sample() *Report {
	files := map[string]string{
		"infra/a,b.tf": "first\n\tpattern = \"é日本 { $.a == 1 }\" # x\n" + strings.Repeat("long ", 60) + "HERE" + strings.Repeat(" long", 60) + "\n",
		"t.yaml":       "A: 1\r\nB: \x1b[31m2\r\n",
		"clean.tf":     "",
	}
	at := func(file, text string) source.Span {
		i := strings.Index(files[file], text)
		return source.Span{Start: i, End: i + len(text)}
	}
	equals := at("infra/a,b.tf", "==")
	return &Report{
		Findings: []lint.Finding{
			{File: "infra/a,b.tf", Span: equals, Severity: request.Error, Code: "FP010", Rule: "unknown-operator",
				Message: "== is no operator of filter patterns.", Help: "Use a single = for equality.", Service: "Invalid metric filter pattern",
				Resource: "aws_cloudwatch_log_metric_filter.a",
				Fixes:    []lint.Fix{{Message: "Write =", Safe: true, Edits: []source.Edit{{Span: equals, NewText: "="}}}}},
			{File: "infra/a,b.tf", Span: at("infra/a,b.tf", "HERE"), Severity: request.Warning, Code: "FS001", Rule: "unquoted-phrase",
				Message: "50 % of <this> & \"that\":\nsecond line\x01.", Resource: "aws_cloudwatch_log_metric_filter.a"},
			{File: "infra/a,b.tf", Span: at("infra/a,b.tf", "HERE"), Severity: request.Warning, Code: "FS001", Rule: "unquoted-phrase", Message: "Again.", Resource: "aws_cloudwatch_log_metric_filter.a"},
			{File: "t.yaml", Span: at("t.yaml", "2"), Severity: request.Info, Code: "FS107", Rule: "no-retention", Message: "It is kept for ever.", Help: "Set a retention period."},
			{File: "t.yaml", Span: source.Span{}, Severity: request.Error, Code: "LS001", Rule: "unreadable", Message: "At the very start."},
		},
		Files:  []string{"clean.tf", "infra/a,b.tf", "t.yaml"},
		Source: func(name string) []byte { return []byte(files[name]) },
		Rule:   lint.Lookup,
		Judged: project.Scoped{
			Judged:    project.Judged{Files: 2, MetricFilters: 2, LogGroups: 1},
			NotJudged: []project.NotJudged{{File: "package.json", Reason: "JSON without a resource or request that logsieve judges"}},
		},
		Version: "1.2.3",
		Dir:     "/work",
	}
}

func write(t *testing.T, r *Report, format string) string {
	t.Helper()
	var out bytes.Buffer
	if err := r.Write(&out, format); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFormats(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) {
			golden(t, "sample."+format, write(t, sample(), format))
			golden(t, "none."+format, write(t, &Report{Files: []string{"clean.tf"}, Version: "1.2.3"}, format))
		})
	}
	colored := sample()
	colored.Color = true
	golden(t, "sample.color", write(t, colored, "text"))
	if err := sample().Write(io.Discard, "pdf"); err == nil {
		t.Error("an unknown format is written")
	}
}

// TestSARIFIsValid holds the SARIF to the schema that OASIS publishes, which
// knows no other members, and to what GitHub needs.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
func TestSARIFIsValid(t *testing.T) {
	schema, err := jsonschema.Compile(filepath.Join("testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Report{sample(), {Version: "1.2.3"}} {
		text := write(t, r, "sarif")
		var instance any
		if err := json.Unmarshal([]byte(text), &instance); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(instance); err != nil {
			t.Errorf("%#v\n%s", err, text)
		}
		var doc sarifLog
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		if doc.Version != "2.1.0" || len(doc.Runs) != 1 {
			t.Fatalf("version %s, %d runs", doc.Version, len(doc.Runs))
		}
		prints := map[string]bool{}
		rules := doc.Runs[0].Tool.Driver.Rules
		for _, result := range doc.Runs[0].Results {
			print := result.PartialFingerprints[ownFingerprint]
			place := result.Locations[0].PhysicalLocation
			where := place.ArtifactLocation.URI
			if result.PartialFingerprints[gitHubFingerprint] == "" || place.ArtifactLocation.URIBaseID != sourceRoot {
				t.Errorf("%s has no line hash, or no base", where)
			}
			if print == "" || prints[where+print] {
				t.Errorf("fingerprint %q of %s is empty or there twice", print, where)
			}
			prints[where+print] = true
			if result.RuleIndex < 0 || result.RuleIndex >= len(rules) || rules[result.RuleIndex].ID != result.RuleID {
				t.Errorf("rule index %d is not that of %s", result.RuleIndex, result.RuleID)
			}
			if strings.Contains(where, " ") || filepath.IsAbs(where) {
				t.Errorf("%s is not a relative reference", where)
			}
		}
	}
}

// TestFingerprints holds that a finding is known again after an edit elsewhere.
func TestFingerprints(t *testing.T) {
	fingerprints := func(r *Report) (list []string) {
		for _, f := range r.locate() {
			list = append(list, f.print)
		}
		return list
	}
	before := sample()
	after := sample()
	sourceOf := after.Source
	after.Source = func(name string) []byte { return append([]byte("# one line more\n"), sourceOf(name)...) }
	for i := range after.Findings[:4] {
		after.Findings[i].Span.Start += len("# one line more\n")
		after.Findings[i].Span.End += len("# one line more\n")
	}
	if diff := cmp.Diff(fingerprints(before)[:4], fingerprints(after)[:4]); diff != "" {
		t.Error(diff)
	}
}

// TestXMLIsWellFormed holds that controls in names and messages, and what is
// not UTF-8, do not break documents.
func TestXMLIsWellFormed(t *testing.T) {
	r := sample()
	name := "\x1b\xff\uFFFE]]>.tf"
	r.Files = append(r.Files, name)
	r.Findings = append(r.Findings, lint.Finding{File: name, Severity: request.Error, Code: "LS001", Rule: "unreadable", Message: name, Resource: name})
	for _, format := range []string{"junit", "checkstyle"} {
		d := xml.NewDecoder(strings.NewReader(write(t, r, format)))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", format, err)
			}
		}
	}
}

// TestGitLabFingerprints: GitLab drops findings whose fingerprint it has seen.
func TestGitLabFingerprints(t *testing.T) {
	var list []struct{ Fingerprint string }
	if err := json.Unmarshal([]byte(write(t, sample(), "gitlab")), &list); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range list {
		if f.Fingerprint == "" || seen[f.Fingerprint] {
			t.Errorf("%q is empty or there twice", f.Fingerprint)
		}
		seen[f.Fingerprint] = true
	}
	if len(list) != len(sample().Findings) {
		t.Errorf("%d findings", len(list))
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update writes it):\n%s", name, diff)
	}
}
