package report

import (
	"cmp"
	"fmt"
	"io"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/testreport"
)

// junit makes a suite of every file, and a test case of every finding in it; a
// file without findings is one case that passes. An info is no failure.
func (r *Report) junit(w io.Writer, found []located) error {
	suites := junit.Testsuites{Name: cmp.Or(r.Suite, "logsieve lint")}
	if r.Note != "" {
		suites.Name += ". " + r.Note
	}
	for _, name := range r.Files {
		suite := junit.Testsuite{Name: name, ID: len(suites.Suites), File: name}
		for len(found) > 0 && found[0].File == name {
			suite.AddTestcase(testcase(&found[0]))
			found = found[1:]
		}
		if suite.Tests == 0 {
			suite.AddTestcase(junit.Testcase{Name: "no findings", Classname: name})
		}
		suites.AddSuite(suite)
	}
	if r.Incomplete != "" {
		suites.AddSuite(testreport.Incomplete(r.Incomplete))
	}
	return testreport.JUnit(w, &suites)
}

func testcase(f *located) junit.Testcase {
	c := junit.Testcase{
		Name:      fmt.Sprintf("%s %s at %d:%d", f.Code, f.Rule, f.start.Line, f.start.Column),
		Classname: f.File,
	}
	text := fmt.Sprintf("%s:%d:%d: %s: %s", f.File, f.start.Line, f.start.Column, f.Severity, diag.OneLine(sentence(f.Finding)))
	if f.Severity == request.Info {
		c.SystemOut = &junit.Output{Data: text}
	} else {
		c.Failure = &junit.Result{Message: f.Message, Type: f.Severity.String(), Data: text}
	}
	return c
}
