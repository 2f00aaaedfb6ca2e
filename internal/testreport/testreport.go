// Package testreport writes the results of tests in the formats that test
// runners share: JUnit XML and the Test Anything Protocol. Whatever is in their
// texts, the XML is well-formed and the lines are those of the protocol.
package testreport

import (
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/internal/diag"
)

// JUnit writes suites as JUnit XML.
func JUnit(w io.Writer, all *junit.Testsuites) error { return all.WriteXML(diag.Text(w, false)) }

// Incomplete is a suite that says that a run ended before its end, and why.
func Incomplete(why string) junit.Testsuite {
	suite := junit.Testsuite{Name: "incomplete"}
	suite.AddTestcase(junit.Testcase{Name: "incomplete", Classname: "incomplete", Error: &junit.Result{Message: why, Data: why}})
	return suite
}

// Point is the result of one test of TAP: it failed, was skipped, or passed.
type Point struct {
	Name    string
	Failed  bool
	Skipped string   // why, when it was
	YAML    []string // lines about a failure
}

// TAP writes results in the Test Anything Protocol, version 14. What failed is
// told in a YAML block below its line; bail is why the run ended before its
// end, "" when it did not.
// https://testanything.org/tap-version-14-specification.html
func TAP(w io.Writer, points []Point, bail string) error {
	b := &strings.Builder{}
	fmt.Fprintf(b, "TAP version 14\n1..%d\n", len(points))
	for i, p := range points {
		switch name := escape(p.Name); {
		case p.Failed:
			fmt.Fprintf(b, "not ok %d - %s\n  ---\n", i+1, name)
			for _, line := range p.YAML {
				fmt.Fprintf(b, "  %s\n", line)
			}
			b.WriteString("  ...\n")
		case p.Skipped != "":
			fmt.Fprintf(b, "ok %d - %s # SKIP %s\n", i+1, name, escape(p.Skipped))
		default:
			fmt.Fprintf(b, "ok %d - %s\n", i+1, name)
		}
	}
	if bail != "" {
		fmt.Fprintf(b, "Bail out! %s\n", escape(bail))
	}
	_, err := io.WriteString(diag.Text(w, false), b.String())
	return err
}

// Literal are the lines of a YAML key whose value is a text as it is.
func Literal(key, text string) []string {
	lines := []string{key + ": |"}
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, "  "+line)
	}
	return lines
}

// escape keeps a text on its line and out of TAP's directives.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`, "\n", " ", "\r", " ").Replace(s)
}
