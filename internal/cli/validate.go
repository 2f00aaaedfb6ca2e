package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/position"
	"github.com/logsieve/logsieve/internal/report"
	"github.com/logsieve/logsieve/internal/wholefile"
)

type validateCmd struct {
	Operation string   `arg:"" optional:"" help:"API operation, such as PutMetricFilter, or Paginator.DescribeLogGroups."`
	Files     []string `arg:"" optional:"" name:"file" help:"JSON documents, one or more per file (NDJSON); - or no file means standard input."`
	List      bool     `xor:"instead" help:"List the operations."`
	Schema    bool     `xor:"instead" help:"Print the JSON Schema instead of validating."`
	Response  bool     `help:"Validate responses instead of requests."`
	Service   string   `enum:"logs,cloudfront,appfabric," default:"" placeholder:"NAME" help:"Service of the operation: logs, cloudfront or appfabric (default: the one that has it)."`
	Profile   string   `enum:"latest,2018" default:"latest" placeholder:"STATE" help:"State of the API: latest (the default) or 2018."`
	Style     string   `enum:"aws,boto3" default:"aws" placeholder:"WHOSE" help:"Whose checks and texts to use: aws, the service itself (the default), or boto3, also for the AWS CLI."`
	Now       string   `placeholder:"TIME" help:"Check timestamps against this time: RFC 3339, or now."`
	AsOf      string   `placeholder:"DATE" help:"The service's texts as known on that date, where they have changed: YYYY, YYYY-MM or YYYY-MM-DD."`
	Output    []string `short:"o" sep:"none" placeholder:"FORMAT[:FILE]" formats:"text,json,sarif,github,junit" default:"text" help:"Write text, json, sarif, github or junit, to stdout or FILE. May be repeated."`
}

// Help implements kong.HelpProvider.
func (validateCmd) Help() string {
	return `Says what the service would say to a request, or whether a response has its shape, and where and what to do.

The exit code is 0 when all documents are valid, with or without advice, 1 when one is not, 2 when the operation or a flag is wrong, and 3 when a file cannot be read.`
}

// Run validates every document of every file.
func (c *validateCmd) Run(e *env) error {
	profile := request.Profile(c.Profile)
	if c.List {
		return c.list(e, profile)
	}
	if c.Operation == "" {
		return exit(ExitUsage, fmt.Errorf("name an operation; logsieve validate --list shows all"))
	}
	op, err := request.LookupOperation(c.Service, c.Operation, profile)
	if err != nil {
		return exit(ExitUsage, err)
	}
	direction := request.Request
	if c.Response {
		direction = request.Response
	}
	if c.Schema {
		return printSchema(e.Out, op, direction, profile)
	}
	options := request.Options{Style: request.Style(c.Style)}
	if options.Now, err = parseNow(c.Now); err != nil {
		return exit(ExitUsage, err)
	}
	if options.AsOf, err = asOf(c.AsOf); err != nil {
		return err
	}
	outs, err := parseOutputs(c.Output, report.DocumentFormats()...)
	if err != nil {
		return err
	}
	v := validation{op: op, direction: direction, profile: profile, options: options}
	var runErr error // what was found before it is reported
	err = writeAll(e, outs, func(writers []io.Writer) error {
		for i, w := range writers {
			v.reports = append(v.reports, report.NewDocuments(w, outs[i].format, version(), workingFolder()))
		}
		runErr = v.files(e, c.Files)
		for _, r := range v.reports {
			if err := r.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if runErr != nil {
		err = runErr
	}
	switch {
	case err != nil:
		if _, ok := errors.AsType[*exitError](err); ok {
			return err
		}
		return exit(ExitInternal, err)
	case v.invalid > 0:
		return exit(ExitFindings, nil)
	}
	return nil
}

// list prints the operations, each with its service.
func (c *validateCmd) list(e *env, profile request.Profile) error {
	type operation struct {
		Service string `json:"service"`
		Name    string `json:"name"`
	}
	list := []operation{}
	for _, op := range request.Operations(profile) {
		if c.Service == "" || op.Service == c.Service {
			list = append(list, operation{op.Service, op.String()})
		}
	}
	return e.answer(c.Output, func(w io.Writer) error {
		for _, op := range list {
			if _, err := fmt.Fprintf(w, "%-10s  %s\n", op.Service, op.Name); err != nil {
				return err
			}
		}
		return nil
	}, struct {
		Version    int         `json:"version"`
		Operations []operation `json:"operations"`
	}{1, list})
}

func printSchema(out io.Writer, op request.Operation, direction request.Direction, profile request.Profile) error {
	text, err := request.Schema(op, direction, profile)
	if err != nil {
		return exit(ExitInternal, err)
	}
	_, err = out.Write(text)
	return err
}

// parseNow is the time that timestamps are checked against; zero leaves them
// unchecked, which keeps runs repeatable.
func parseNow(text string) (time.Time, error) {
	switch text {
	case "":
		return time.Time{}, nil
	case "now":
		return time.Now(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("--now: %q is neither now nor a time such as 2026-01-31T12:00:00Z", text)
	}
	return t, nil
}

// validation is one run over all files.
type validation struct {
	op        request.Operation
	direction request.Direction
	profile   request.Profile
	options   request.Options
	reports   []*report.Documents
	invalid   int
}

func (v *validation) files(e *env, names []string) error {
	if len(names) == 0 {
		names = []string{"-"}
	}
	for _, name := range names {
		if err := v.file(e, name); err != nil {
			return err
		}
	}
	return nil
}

func (v *validation) file(e *env, name string) error {
	var in io.Reader
	label := "<stdin>"
	if name == "-" {
		stdin, err := e.stdin()
		if err != nil {
			return err
		}
		in = interruptible(e.ctx, stdin)
	} else {
		f, err := e.openGiven(name)
		if err != nil {
			return fileError(err)
		}
		defer f.Close()
		if in = wholefile.Reader(f); !isFile(f) {
			in = interruptible(e.ctx, f)
		}
		label = strings.TrimPrefix(name, "./")
	}
	// Documents may be compressed, and one per line, as log events may.
	plain, err := logfile.Open(in, logfile.Options{Format: logfile.Lines})
	if err != nil {
		return readError(label, err)
	}
	defer plain.Close()
	documents := newDocumentReader(plain.Text())
	for first := true; ; first = false {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		doc, err := documents.next()
		if err == io.EOF && !first {
			return nil
		}
		if err != nil && err != io.EOF {
			return readError(label, err)
		}
		if err := v.document(label, doc); err != nil {
			return err
		}
		if err == io.EOF {
			return nil
		}
	}
}

func (v *validation) document(file string, doc jsonDocument) error {
	result, err := request.Validate(v.op, v.direction, v.profile, doc.text, v.options)
	if err != nil {
		return err
	}
	if !result.Valid {
		v.invalid++
	}
	verdict := report.Document{
		File: file, Start: position.Position{Line: doc.line, Column: doc.column}, Text: doc.text, Operation: v.op, Result: result,
	}
	for _, r := range v.reports {
		if err := r.Write(&verdict); err != nil {
			return err
		}
	}
	return nil
}
