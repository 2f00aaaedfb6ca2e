package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/testreport"
)

// Document is the verdict on one JSON document of a file.
type Document struct {
	File      string
	Start     position.Position // of Text in the file
	Text      []byte
	Operation request.Operation
	request.Result
}

// Documents writes verdicts as they come, so that memory stays flat over any
// number of documents: SARIF and JUnit alone are written at the end.
type Documents struct {
	format string
	out    *bufio.Writer
	report Report
	count  int
	found  []located         // for SARIF
	suites []junit.Testsuite // for JUnit, one for each file
}

// DocumentFormats are the formats of verdicts on documents, the default first.
func DocumentFormats() []string { return []string{"text", "json", "sarif", "github", "junit"} }

// NewDocuments returns what writes one of the DocumentFormats. version is that
// of the program, dir the absolute folder that names of files are relative to.
func NewDocuments(w io.Writer, format, version, dir string) *Documents {
	return &Documents{
		format: format, out: bufio.NewWriter(w),
		report: Report{Rule: lint.Lookup, Version: version, Dir: dir},
	}
}

// Write writes the verdict on the next document.
func (d *Documents) Write(doc *Document) error {
	found := doc.located()
	d.count++
	switch d.format {
	case "json":
		return d.json(doc, found)
	case "sarif":
		for i := range found {
			found[i].source, found[i].lines = "", nil
		}
		d.found = append(d.found, found...)
		return nil
	case "github":
		return d.report.github(d.out, found)
	case "junit":
		d.junit(doc, found)
		return nil
	}
	fmt.Fprintf(d.out, "%s:%d: %s\n", diag.Visible(doc.File), doc.Start.Line, diag.Visible(doc.summary()))
	return d.report.text(d.out, found, documentLayout)
}

// Close ends the report and writes out what is buffered.
func (d *Documents) Close() error {
	var err error
	switch d.format {
	case "json":
		end := "\n]}\n"
		if d.count == 0 {
			end = "{\"version\": 1, \"results\": []}\n"
		}
		_, err = d.out.WriteString(end)
	case "sarif":
		err = d.report.sarif(d.out, d.found)
	case "junit":
		all := junit.Testsuites{}
		for _, s := range d.suites {
			all.AddSuite(s)
		}
		err = testreport.JUnit(d.out, &all)
	}
	if flushed := d.out.Flush(); err == nil {
		err = flushed
	}
	return err
}

// located are the findings as those of lint, with their places in the file.
func (doc *Document) located() []located {
	lines := position.NewLines(doc.Text)
	place := func(offset int) position.Position {
		p := lines.Of(offset)
		if p.Line == 1 {
			p.Column += doc.Start.Column - 1
		}
		p.Line += doc.Start.Line - 1
		return p
	}
	text := string(doc.Text)
	found := make([]located, len(doc.Findings))
	for i, f := range doc.Findings {
		found[i] = located{
			Finding: &lint.Finding{
				File: doc.File, Span: source.Span(f.Span), Severity: f.Severity, Code: f.Code, Rule: f.Name, Message: f.Reason, Help: f.Remedy,
			},
			start: place(f.Span.Start), end: place(f.Span.End), source: text,
		}
	}
	return found
}

// summary is "valid", or the error as the service would answer it.
func (doc *Document) summary() string {
	switch {
	case doc.Valid:
		return "valid"
	case doc.Code == "" && doc.Message == "":
		return "invalid"
	case doc.Message == "":
		return "invalid: " + doc.Code
	case doc.Code == "":
		return "invalid: " + doc.Message
	}
	return "invalid: " + doc.Code + ": " + doc.Message
}

// The JSON of a verdict: the path of a finding in its dialects, and the place
// in the file.
type (
	jsonDocument struct {
		Index    int                   `json:"index"` // of the document in the run, from 0
		Valid    bool                  `json:"valid"`
		Code     string                `json:"code"`
		Message  string                `json:"message"`
		Findings []jsonDocumentFinding `json:"findings"`
	}
	jsonDocumentFinding struct {
		Code        string           `json:"code"`
		Name        string           `json:"name"`
		Rule        string           `json:"rule,omitempty"`
		Severity    request.Severity `json:"severity"`
		Path        string           `json:"path"`    // the service's: logEvents.1.member.timestamp
		Boto3Path   string           `json:"boto3"`   // logEvents[0].timestamp
		Pointer     string           `json:"pointer"` // /logEvents/0/timestamp
		File        string           `json:"file"`
		Line        int              `json:"line"`
		Column      int              `json:"column"`
		EndLine     int              `json:"endLine"`
		EndColumn   int              `json:"endColumn"`
		Exception   string           `json:"exception,omitempty"`
		Message     string           `json:"message,omitempty"` // the service's text for this finding
		Reason      string           `json:"reason"`
		Remedy      string           `json:"remedy"`
		Replacement string           `json:"replacement,omitempty"`
		Source      string           `json:"source,omitempty"`
	}
)

// json writes {"version": 1, "results": […]}, one result a line.
func (d *Documents) json(doc *Document, found []located) error {
	one := jsonDocument{
		Index: d.count - 1, Valid: doc.Valid, Code: doc.Code, Message: doc.Message,
		Findings: make([]jsonDocumentFinding, 0, len(found)),
	}
	for i, f := range doc.Findings {
		start, end := found[i].start, found[i].end
		one.Findings = append(one.Findings, jsonDocumentFinding{
			Code: f.Code, Name: f.Name, Rule: f.Rule, Severity: f.Severity,
			Path: f.Path.Service(), Boto3Path: f.Path.Boto3(), Pointer: f.Path.Pointer(),
			File: doc.File, Line: start.Line, Column: start.Column, EndLine: end.Line, EndColumn: end.Column,
			Exception: f.Exception, Message: f.Service,
			Reason: f.Reason, Remedy: f.Remedy, Replacement: f.Replacement, Source: f.Source,
		})
	}
	lead := ",\n "
	if one.Index == 0 {
		lead = "{\"version\": 1, \"results\": [\n "
	}
	text, err := jsontext.Marshal(one)
	if err != nil {
		return err
	}
	_, err = d.out.WriteString(lead + string(text))
	return err
}

// junit makes a test case of a document, a suite of a file.
func (d *Documents) junit(doc *Document, found []located) {
	if n := len(d.suites); n == 0 || d.suites[n-1].Name != doc.File {
		d.suites = append(d.suites, junit.Testsuite{Name: doc.File, ID: n, File: doc.File})
	}
	c := junit.Testcase{Name: fmt.Sprintf("%s:%d", doc.File, doc.Start.Line), Classname: doc.Operation.String()}
	if !doc.Valid {
		var b strings.Builder
		for i := range found {
			f := &found[i]
			fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s %s]\n", f.File, f.start.Line, f.start.Column, f.Severity, f.Message, f.Code, f.Rule)
		}
		c.Failure = &junit.Result{Message: doc.summary(), Type: doc.Code, Data: b.String()}
	}
	d.suites[len(d.suites)-1].AddTestcase(c)
}
