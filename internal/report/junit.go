package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/testreport"
)

// junit makes a suite of every file, and a test case of every finding in it; a
// file without findings is one case that passes. An info is no failure. Where rules
// were asked, each is a case in a suite of its own, and what is left is by file.
func (r *Report) junit(w io.Writer, found []located) error {
	suites := junit.Testsuites{Name: cmp.Or(r.Suite, "logsieve lint")}
	if r.Note != "" {
		suites.Name += ". " + r.Note
	}
	for _, s := range r.Suites {
		suites.AddSuite(s.junit(len(suites.Suites), found))
	}
	found = slices.DeleteFunc(slices.Clone(found), func(f located) bool {
		return slices.ContainsFunc(r.Suites, func(s Suite) bool { return s.has(f.Code) })
	})
	for _, name := range r.Files {
		if len(r.Suites) > 0 && (len(found) == 0 || found[0].File != name) {
			continue
		}
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

func (s Suite) has(code string) bool {
	return slices.ContainsFunc(s.Cases, func(c Case) bool { return c.Code == code })
}

// junit has a case for each rule, and one more for each further finding of it.
func (s Suite) junit(id int, found []located) junit.Testsuite {
	suite := junit.Testsuite{Name: s.Name, ID: id}
	for _, c := range s.Cases {
		before := suite.Tests
		for i := range found {
			if found[i].Code == c.Code {
				one := testcase(&found[i])
				if one.Failure != nil {
					one.Failure.Data += fmt.Sprintf(" [%s %s]", found[i].Code, found[i].Rule)
				}
				if one.Name, one.Classname = c.Name, s.Name; suite.Tests > before {
					one.Name += fmt.Sprintf(" at %s:%d:%d", found[i].File, found[i].start.Line, found[i].start.Column)
				}
				suite.AddTestcase(one)
			}
		}
		if suite.Tests > before {
			continue
		}
		one := junit.Testcase{Name: c.Name, Classname: s.Name}
		if !c.Kept {
			one.Skipped = &junit.Result{Message: "The finding is ignored, or known to the baseline."}
		}
		suite.AddTestcase(one)
	}
	return suite
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
