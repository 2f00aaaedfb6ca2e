package conformance

import (
	"encoding/xml"
	"io"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/internal/testreport"
)

// WriteJUnit writes a JUnit XML report, one testsuite for each suite and one
// testcase for each case. It says nothing about time, so that equal runs give
// equal reports.
func (r *Report) WriteJUnit(w io.Writer) error {
	all := junit.Testsuites{Name: "logsieve conformance"}
	var suite junit.Testsuite
	flush := func() {
		if suite.Tests > 0 {
			all.AddSuite(suite)
		}
	}
	for _, res := range r.Results {
		if suite.Name != res.Suite {
			flush()
			suite = junit.Testsuite{Name: res.Suite, ID: len(all.Suites), Time: "0"}
		}
		tc := junit.Testcase{Name: res.Case.ID, Classname: res.Suite}
		switch res.Status {
		case Failed:
			tc.Failure = &junit.Result{Message: string(res.Case.Evidence) + " case failed", Data: res.Detail}
		case Skipped:
			tc.Skipped = &junit.Result{Message: res.Detail}
		}
		suite.AddTestcase(tc)
	}
	flush()
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	return testreport.JUnit(w, &all)
}

// WriteTAP writes the report in the Test Anything Protocol, version 14. The
// difference of a failed case is in a YAML block below its line.
func (r *Report) WriteTAP(w io.Writer) error {
	points := make([]testreport.Point, 0, len(r.Results))
	for _, res := range r.Results {
		p := testreport.Point{Name: res.Case.ID}
		switch res.Status {
		case Skipped:
			p.Skipped = res.Detail
		case Failed:
			p.Failed = true
			p.YAML = append([]string{"evidence: " + string(res.Case.Evidence)}, testreport.Literal("diff", res.Detail)...)
		}
		points = append(points, p)
	}
	return testreport.TAP(w, points, "")
}
