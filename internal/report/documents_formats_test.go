package report_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/report"
)

// verdict is one that needs no findings.
func verdict(file string, line int, valid bool, code, message string) *report.Document {
	doc := &report.Document{
		File: file, Start: position.Position{Line: line, Column: 1}, Text: []byte("{}"),
		Operation: request.Operation{Service: request.Logs, Name: "PutMetricFilter"},
	}
	doc.Valid, doc.Code, doc.Message = valid, code, message
	return doc
}

// TestSummaries holds how an answer of the service is told, in part, too.
func TestSummaries(t *testing.T) {
	got := written(t, "text",
		verdict("a", 1, true, "", ""), verdict("a", 2, false, "", ""), verdict("a", 3, false, "Code", ""),
		verdict("a", 4, false, "", "why"), verdict("a", 5, false, "Code", "why"), verdict("a\nb", 6, false, "Code", "w\nhy"))
	var lines []string
	for line := range strings.Lines(got) {
		lines = append(lines, strings.TrimSpace(line))
	}
	want := []string{"a:1: valid", "a:2: invalid", "a:3: invalid: Code", "a:4: invalid: why", "a:5: invalid: Code: why", "a␤b:6: invalid: Code: w␤hy"}
	if d := cmp.Diff(want, lines); d != "" {
		t.Error(d)
	}
}

// TestDocumentJSON holds that the report is one document of JSON with a result
// for each, numbered, and as they were written: & and < are themselves.
func TestDocumentJSON(t *testing.T) {
	got := written(t, "json", document(t, start+`"x": 1}`), verdict("b", 1, false, "Code", "<a & b>"), document(t, `{}`))
	var all struct {
		Results []struct {
			Index         int
			Valid         bool
			Code, Message string
			Findings      []struct {
				File         string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal([]byte(got), &all); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	var lines []string
	for _, r := range all.Results {
		line := fmt.Sprintf("%d %t %s", r.Index, r.Valid, r.Code)
		if len(r.Findings) > 0 {
			line += fmt.Sprintf(" %s:%d:%d", r.Findings[0].File, r.Findings[0].Line, r.Findings[0].Column)
		}
		lines = append(lines, line)
	}
	if d := cmp.Diff([]string{"0 true  a b.json:7:158", "1 false Code", "2 false InvalidParameterException a b.json:7:3"}, lines); d != "" {
		t.Errorf("%s\n%s", d, got)
	}
	if !strings.Contains(got, `"<a & b>"`) || strings.Count(got, "\n") != 5 {
		t.Errorf("a line for each result, as it is:\n%s", got)
	}
}

// TestDocumentJUnit holds that a file is a suite and a document a case, which
// fails when it is not valid.
func TestDocumentJUnit(t *testing.T) {
	got := written(t, "junit", verdict("a", 1, true, "", ""), verdict("a", 2, false, "Code", "why"), verdict("b", 1, true, "", ""), document(t, `{}`))
	var all struct {
		Suites []struct {
			Name  string `xml:"name,attr"`
			Tests int    `xml:"tests,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Data    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(got), &all); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range all.Suites {
		lines = append(lines, fmt.Sprintf("%s %d", s.Name, s.Tests))
		for _, c := range s.Cases {
			line := " " + c.Name
			if c.Failure != nil {
				message, _, _ := strings.Cut(c.Failure.Message, ": ")
				line += " " + message
				if c.Failure.Data != "" {
					place, _, _ := strings.Cut(c.Failure.Data, ": ")
					line += " " + place
				}
			}
			lines = append(lines, line)
		}
	}
	want := []string{"a 2", " a:1", " a:2 invalid", "b 1", " b:1", "a b.json 1", " a b.json:7 invalid a b.json:7:3"}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("%s\n%s", d, got)
	}
}

// TestDocumentSARIF holds that what is found in all documents is written at
// the end, without their texts.
func TestDocumentSARIF(t *testing.T) {
	got := written(t, "sarif", document(t, start+`"x": 1}`), document(t, start+`"y": 1}`))
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID    string `json:"ruleId"`
				Locations []struct {
					PhysicalLocation struct{ Region struct{ StartLine, StartColumn int } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(got), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 || len(log.Runs[0].Results) != 2 {
		t.Fatalf("want two results:\n%s", got)
	}
	for _, r := range log.Runs[0].Results {
		if region := r.Locations[0].PhysicalLocation.Region; r.RuleID != "RQ011" || region.StartLine != 7 || region.StartColumn != 158 {
			t.Errorf("%s at %+v", r.RuleID, region)
		}
	}
}
