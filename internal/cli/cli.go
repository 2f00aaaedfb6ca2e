// Package cli is the logsieve command line: one file per command, no logic
// that a library user would miss.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/workers"
)

// Streams are the standard streams of one run, so that tests run commands
// in-process.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// env is what every command's Run receives: the streams and the run's context.
type env struct {
	Streams
	ctx     context.Context
	inTaken bool // stdin is being read, see env.stdin

	unfinished unfinished
	partial    partial
}

// commands is the whole command line; each field's type lives in the file
// named after it.
type commands struct {
	TestMetricFilter testMetricFilterCmd `cmd:"" help:"Test a filter pattern on log event messages, like aws logs test-metric-filter."`
	Match            matchCmd            `cmd:"" help:"Print the log events of files that match a filter pattern."`
	Lint             lintCmd             `cmd:"" help:"Find wrong filter patterns and requests in configuration files."`
	Rules            rulesCmd            `cmd:"" help:"List the rules of lint."`
	Rule             ruleCmd             `cmd:"" help:"Show the page of a rule of lint."`
	Fmt              fmtCmd              `cmd:"" help:"Print filter patterns in their canonical form."`
	Explain          explainCmd          `cmd:"" help:"Explain in English what a filter pattern means."`
	Compare          compareCmd          `cmd:"" help:"Compare two filter patterns, with a log event for each difference."`
	Metrics          metricsCmd          `cmd:"" help:"Show the datapoints that metric filters publish for logs."`
	Test             testCmd             `cmd:"" help:"Run tests of filters (*.logsieve.yaml)."`
	Conformance      conformanceCmd      `cmd:"" help:"Run conformance cases, against this program and others."`
	Validate         validateCmd         `cmd:"" help:"Validate a request or response against its shape."`
	Serve            serveCmd            `cmd:"" help:"Serve AWS clients on this machine."`
	Policy           policyCmd           `cmd:"" help:"Prove what metric filters guarantee: CIS controls, and rules of your own."`
	Alarms           alarmsCmd           `cmd:"" help:"Follow alarms from log group to action, and report which of them ring."`
	Diff             diffCmd             `cmd:"" help:"Compare two states of configurations by meaning."`
	Lsp              lspCmd              `cmd:"" help:"Run as a language server for editors."`
	Mcp              mcpCmd              `cmd:"" help:"Serve agents over the Model Context Protocol."`
	Playground       playgroundCmd       `cmd:"" help:"Try filter patterns in a browser."`
	Init             initCmd             `cmd:"" help:"Write a configuration for lint."`
	Man              manCmd              `cmd:"" help:"Print the man page."`
	Completion       completionCmd       `cmd:"" help:"Print a script that completes commands in a shell."`
	Version          versionCmd          `cmd:"" help:"Print the version."`
	Complete         completeCmd         `cmd:"" name:"__complete" hidden:"" help:"Answer the scripts of completion."`
}

// commandLine is what the arguments are parsed into: all commands or, where
// the first argument names one that asks for no other, that one alone. To lay
// out a command takes as long as to start the program.
func commandLine(args []string) any {
	all := reflect.TypeFor[commands]()
	if len(args) > 0 {
		for f := range all.Fields() {
			switch {
			case f.Type == reflect.TypeFor[completionCmd](), f.Type == reflect.TypeFor[manCmd]():
			case strings.EqualFold(f.Name, strings.ReplaceAll(args[0], "-", "")) && args[0] == strings.ToLower(args[0]):
				return reflect.New(reflect.StructOf([]reflect.StructField{f})).Interface()
			}
		}
	}
	return &commands{}
}

// exitError ends a run with its code. A nil err means that everything worth
// saying has been said.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// exit ends a run with code and, when err is not nil, a message on stderr.
func exit(code int, err error) error {
	switch err.(type) {
	case *fs.PathError, *os.LinkError:
		err = fileError(err)
	}
	return &exitError{code: code, err: err}
}

// helpRequest unwinds out of kong after --help; kong would call os.Exit.
type helpRequest struct{}

// Main runs one command line and returns its exit code.
func Main(ctx context.Context, args []string, std Streams) (code int) {
	defer func() {
		if p := workers.Caught(recover()); p != nil {
			code = failed(std.Err, p)
		}
	}()
	std.Err = diag.Text(std.Err, false)
	args = aliases(args)
	parser, err := kong.New(commandLine(args),
		kong.Name("logsieve"),
		kong.Description("Test Amazon CloudWatch Logs filter patterns offline.\n\n"+exitHelp),
		kong.Writers(std.Out, std.Err),
		kong.Exit(func(int) { panic(helpRequest{}) }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		matchOptions(args),
	)
	if err != nil {
		fmt.Fprintf(std.Err, "logsieve: %v\n", err)
		return ExitInternal
	}
	k, err := parser.Parse(args)
	if err == nil {
		err = emptyNames(k)
	} else {
		err = usageError(err, parser)
	}
	if err == nil {
		e := &env{Streams: std, ctx: ctx}
		err = e.attend(func() error { return k.Run(e, parser) })
	}
	var p *workers.Panic
	switch {
	case errors.As(err, &p):
		return failed(std.Err, p)
	case err == nil || errors.Is(err, syscall.EPIPE):
		return ExitOK // who closes the pipe has seen enough
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		err = exit(ExitInterrupted, errors.New("interrupted"))
	}
	var e *exitError
	if !errors.As(err, &e) {
		e = &exitError{code: ExitInternal, err: fileError(err)}
	}
	if e.err != nil {
		fmt.Fprintf(std.Err, "logsieve: %v\n", e.err)
	}
	return e.code
}
