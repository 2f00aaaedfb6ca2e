package filtertest

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/testreport"
)

type jsonReport struct {
	Version int `json:"version"` // 1
	// Incomplete says why not all tests were run.
	Incomplete string        `json:"incomplete,omitempty"`
	Tests      []jsonTest    `json:"tests"`
	Passed     int           `json:"passed"`
	Failed     int           `json:"failed"`
	Coverage   *jsonCoverage `json:"coverage,omitempty"`
	// Judged is what the tests are about.
	Judged project.Judged `json:"judged"`
}

type jsonTest struct {
	Place
	Name     string        `json:"name"`
	Filter   string        `json:"filter"`
	Events   int           `json:"events"`
	Passed   bool          `json:"passed"`
	Failures []jsonFailure `json:"failures"`
}

type jsonFailure struct {
	Place
	Expectation string   `json:"expectation"`
	Message     string   `json:"message"`
	Diff        []string `json:"diff,omitempty"`
	Why         []string `json:"why,omitempty"`
}

type jsonCoverage struct {
	Filters    []*FilterCoverage `json:"filters"`
	Covered    int               `json:"covered"`
	Conditions int               `json:"conditions"`
	Percent    float64           `json:"percent"`
}

// WriteJSON writes the report as one JSON document.
func (r *Report) WriteJSON(w io.Writer) error {
	out := jsonReport{Version: 1, Incomplete: r.Incomplete, Tests: []jsonTest{}, Failed: r.Failed(), Judged: r.Judged()}
	out.Passed = len(r.Results) - out.Failed
	for _, res := range r.Results {
		t := jsonTest{Place: res.Place, Name: res.Name, Filter: res.Filter, Events: res.Events,
			Passed: len(res.Failures) == 0, Failures: []jsonFailure{}}
		for _, f := range res.Failures {
			t.Failures = append(t.Failures, jsonFailure{f.Place, f.What, f.Message, f.Diff, f.Why})
		}
		out.Tests = append(out.Tests, t)
	}
	if c := r.Coverage; c != nil {
		out.Coverage = &jsonCoverage{Filters: c.Filters, Percent: c.Percent()}
		out.Coverage.Covered, out.Coverage.Conditions = c.Count()
	}
	return jsontext.Write(w, out, "  ")
}

// WriteJUnit writes a JUnit XML report: a suite for each file, a case for each
// test. It says nothing about time, so that equal runs give equal reports.
func (r *Report) WriteJUnit(w io.Writer) error {
	all := junit.Testsuites{Name: "logsieve test"}
	for _, results := range r.byFile() {
		suite := junit.Testsuite{Name: results[0].File, ID: len(all.Suites), File: results[0].File, Time: "0"}
		for _, res := range results {
			c := junit.Testcase{Name: res.Name, Classname: res.File}
			if len(res.Failures) > 0 {
				c.Failure = &junit.Result{Message: res.Failures[0].headline(), Data: res.failureText()}
			}
			suite.AddTestcase(c)
		}
		all.AddSuite(suite)
	}
	if r.Incomplete != "" {
		all.AddSuite(testreport.Incomplete(r.Incomplete))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return testreport.JUnit(w, &all)
}

func (f *Failure) headline() string {
	return fmt.Sprintf("%s: %s: %s", f.Place, f.What, f.Message)
}

func (r *Result) failureText() string {
	var b strings.Builder
	for i, f := range r.Failures {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(f.headline())
		for _, line := range f.lines() {
			b.WriteString("\n" + margin + line)
		}
	}
	return b.String()
}

// WriteTAP writes the report in the Test Anything Protocol, version 14. What
// failed is in a YAML block below its line.
func (r *Report) WriteTAP(w io.Writer) error {
	points := make([]testreport.Point, 0, len(r.Results))
	for _, res := range r.Results {
		p := testreport.Point{Name: res.File + ": " + res.Name}
		if len(res.Failures) > 0 {
			p.Failed, p.YAML = true, testreport.Literal("failures", res.failureText())
		}
		points = append(points, p)
	}
	return testreport.TAP(w, points, r.Incomplete)
}
