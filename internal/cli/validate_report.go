package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// validateReport prints verdicts in one format as they come.
type validateReport interface {
	document(v verdict) error
	end() error
}

// reportFormats are the formats of validate by name.
func reportFormats(name string, out *bufio.Writer) validateReport {
	switch name {
	case "text":
		return &textReport{out: out}
	case "json":
		return &jsonReport{out: out}
	case "github":
		return &githubReport{out: out}
	case "sarif":
		return newSarifReport(out)
	case "junit":
		return &junitReport{out: out}
	}
	return nil
}

// openReports opens one report for each FORMAT[:FILE]; closeAll writes out
// what is buffered.
func openReports(values []string, stdout io.Writer) (reports []validateReport, closeAll func() error, err error) {
	outputs, err := parseOutputs(values, "text", "json", "sarif", "github", "junit")
	if err != nil {
		return nil, nil, err
	}
	var closers []func() error
	for _, o := range outputs {
		out := bufio.NewWriter(stdout)
		closers = append(closers, out.Flush)
		if o.file != "" {
			f, err := os.Create(o.file)
			if err != nil {
				return nil, nil, exit(ExitInternal, fileError(err))
			}
			out.Reset(f)
			closers = append(closers, f.Close)
		}
		reports = append(reports, reportFormats(o.format, out))
	}
	return reports, func() error {
		for _, c := range closers {
			if err := c(); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// jsonReport prints {"results": […]} one result at a time, so that memory
// stays flat over any number of documents.
type jsonReport struct {
	out   *bufio.Writer
	count int
}

func (r *jsonReport) document(v verdict) error {
	lead := ",\n "
	if r.count == 0 {
		lead = "{\"results\": [\n "
	}
	r.count++
	if _, err := r.out.WriteString(lead); err != nil {
		return err
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := r.out.WriteString(strings.TrimSuffix(b.String(), "\n"))
	return err
}

func (r *jsonReport) end() error {
	text := "\n]}\n"
	if r.count == 0 {
		text = "{\"results\": []}\n"
	}
	_, err := r.out.WriteString(text)
	return err
}

// textReport prints for people: the verdict with the service's words, then
// each finding with its source line, carets and remedy.
type textReport struct {
	out *bufio.Writer
}

func (r *textReport) document(v verdict) error {
	fmt.Fprintf(r.out, "%s:%d: %s\n", v.file, v.doc.line, v.summary())
	text := string(v.doc.text)
	for _, f := range v.Findings {
		source, carets := diag.Excerpt(text, grammar.Span(f.span), excerptWidth)
		fmt.Fprintf(r.out, "%s:%d:%d: %s: %s [%s %s]\n", f.File, f.Line, f.Column, f.Severity, f.Reason, f.Code, f.Name)
		fmt.Fprintf(r.out, "    %s\n    %s\n", source, carets)
		if f.Remedy != "" {
			fmt.Fprintf(r.out, "    %s\n", f.Remedy)
		}
	}
	return nil
}

// summary is "valid", or the error as the service would answer it.
func (v *verdict) summary() string {
	switch {
	case v.Valid:
		return "valid"
	case v.Code == "" && v.Message == "":
		return "invalid"
	case v.Message == "":
		return "invalid: " + v.Code
	case v.Code == "":
		return "invalid: " + v.Message
	}
	return "invalid: " + v.Code + ": " + v.Message
}

func (r *textReport) end() error { return nil }

// githubReport prints workflow commands, which GitHub shows beside the line.
type githubReport struct {
	out *bufio.Writer
}

func (r *githubReport) document(v verdict) error {
	for _, f := range v.Findings {
		level := map[request.Severity]string{request.Error: "error", request.Warning: "warning"}[f.Severity]
		if level == "" {
			level = "notice"
		}
		fmt.Fprintf(r.out, "::%s file=%s,line=%d,endLine=%d,col=%d,endColumn=%d,title=%s::%s\n",
			level, githubProperty.Replace(f.File), f.Line, f.EndLine, f.Column, f.EndColumn,
			githubProperty.Replace(f.Code+" "+f.Name), githubData.Replace(strings.TrimSpace(f.Reason+" "+f.Remedy)))
	}
	return nil
}

func (r *githubReport) end() error { return nil }

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// sarifReport collects findings for code scanning.
type sarifReport struct {
	out *bufio.Writer
	run *sarif.Run
}

func newSarifReport(out *bufio.Writer) *sarifReport {
	run := sarif.NewRunWithInformationURI("logsieve", "https://github.com/logsieve/logsieve")
	run.Tool.Driver.WithVersion(version())
	return &sarifReport{out: out, run: run}
}

func (r *sarifReport) document(v verdict) error {
	for _, f := range v.Findings {
		level := "note"
		if f.Severity > request.Info {
			level = f.Severity.String()
		}
		r.run.AddRule(f.Code).WithName(f.Name).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(strings.ReplaceAll(f.Name, "-", " ")))
		region := sarif.NewRegion().
			WithStartLine(f.Line).WithStartColumn(f.Column).
			WithEndLine(f.EndLine).WithEndColumn(max(f.EndColumn, 1))
		location := sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
			WithArtifactLocation(sarif.NewSimpleArtifactLocation(f.File)).WithRegion(region))
		r.run.CreateResultForRule(f.Code).WithLevel(level).
			WithMessage(sarif.NewTextMessage(strings.TrimSpace(f.Reason + " " + f.Remedy))).
			AddLocation(location)
	}
	return nil
}

func (r *sarifReport) end() error {
	report := sarif.NewReport()
	report.AddRun(r.run)
	return report.PrettyWrite(r.out)
}

// junitReport makes a test case of every document, a suite of every file.
type junitReport struct {
	out    *bufio.Writer
	suites junit.Testsuites
}

func (r *junitReport) document(v verdict) error {
	n := len(r.suites.Suites)
	if n == 0 || r.suites.Suites[n-1].Name != v.file {
		r.suites.Suites = append(r.suites.Suites, junit.Testsuite{Name: v.file, ID: n, File: v.file})
		n++
	}
	suite := &r.suites.Suites[n-1]
	c := junit.Testcase{Name: fmt.Sprintf("%s:%d", v.file, v.doc.line), Classname: v.op.String()}
	suite.Tests++
	r.suites.Tests++
	if !v.Valid {
		suite.Failures++
		r.suites.Failures++
		var b strings.Builder
		for _, f := range v.Findings {
			fmt.Fprintf(&b, "%s:%d:%d: %s: %s [%s %s]\n", f.File, f.Line, f.Column, f.Severity, f.Reason, f.Code, f.Name)
		}
		c.Failure = &junit.Result{Message: v.summary(), Type: v.Code, Data: b.String()}
	}
	suite.Testcases = append(suite.Testcases, c)
	return nil
}

func (r *junitReport) end() error { return r.suites.WriteXML(r.out) }
