package conformance

import (
	"io"
	"strings"
	"unicode"

	"github.com/jstemmer/go-junit-report/v2/junit"
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
			tc.Failure = &junit.Result{Message: string(res.Case.Evidence) + " case failed", Data: printable(res.Detail)}
		case Skipped:
			tc.Skipped = &junit.Result{Message: printable(res.Detail)}
		}
		suite.AddTestcase(tc)
	}
	flush()
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return err
	}
	return all.WriteXML(w)
}

// printable replaces what XML 1.0 cannot hold, not even escaped.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}
