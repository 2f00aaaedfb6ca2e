package testreport_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/internal/testreport"
)

func TestJUnitIsWellFormed(t *testing.T) {
	const text = "\x1b\xff\uFFFE\u202e]]><&\""
	suite := junit.Testsuite{Name: text, File: text}
	suite.AddTestcase(junit.Testcase{Name: text, Classname: text, Failure: &junit.Result{Message: text, Type: text, Data: text}})
	suite.AddTestcase(junit.Testcase{Name: text, Skipped: &junit.Result{Message: text}, SystemOut: &junit.Output{Data: text}})
	all := junit.Testsuites{Name: text}
	all.AddSuite(suite)
	var b bytes.Buffer
	if err := testreport.JUnit(&b, &all); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTAP(t *testing.T) {
	var b bytes.Buffer
	err := testreport.TAP(&b, []testreport.Point{
		{Name: `a # TODO \b`},
		{Name: "two\nlines", Skipped: "why # not\r"},
		{Name: "c", Failed: true, YAML: append([]string{"grade: x"}, testreport.Literal("text", "one\n::error::two\n\x1b")...)},
	}, "two\nlines")
	if err != nil {
		t.Fatal(err)
	}
	const want = `TAP version 14
1..3
ok 1 - a \# TODO \\b
ok 2 - two lines # SKIP why \# not 
not ok 3 - c
  ---
  grade: x
  text: |
    one
    :꞉error::two
    �
  ...
Bail out! two lines
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}
