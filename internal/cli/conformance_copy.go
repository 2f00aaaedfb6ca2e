package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/corpus"
)

type conformanceCopyCmd struct {
	Dir string `arg:"" help:"The folder to write to; it must be new or empty."`
}

// Help implements kong.HelpProvider.
func (conformanceCopyCmd) Help() string {
	return `Writes the cases, the schema of their format, adapters in other languages and a page that explains them, for implementations that are not written in Go.`
}

// Run implements the command.
func (c *conformanceCopyCmd) Run(e *env) error {
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 {
		return exit(ExitUsage, fmt.Errorf("conformance copy: %s is not empty", c.Dir))
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return exit(ExitInternal, fileError(err))
	}
	if err := os.CopyFS(filepath.Join(c.Dir, "cases"), corpus.FS()); err != nil {
		return exit(ExitInternal, fileError(err))
	}
	if err := os.CopyFS(c.Dir, conformance.Adapters()); err != nil {
		return exit(ExitInternal, fileError(err))
	}
	for _, f := range []struct{ name, text string }{
		{"case.schema.json", string(conformance.Schema())},
		{"README.md", copiedReadme},
	} {
		if err := os.WriteFile(filepath.Join(c.Dir, f.name), []byte(f.text), 0o644); err != nil {
			return exit(ExitInternal, fileError(err))
		}
	}
	return nil
}

const copiedReadme = `# Conformance cases for CloudWatch Logs filter patterns

Each file under cases/ is a suite: {"suite": …, "cases": […]}. A case is a request and
what the service answers; case.schema.json describes it.

- request: the members of the request, of TestMetricFilter where operation is missing.
- Exactly one of response (all of it), matched (the eventNumbers of the matches), error
  (code, and message where it is known) and valid (the request is accepted).
- evidence: recorded (the service's own answer), documented (a page of AWS says so),
  practice (deployed configurations rely on it), chosen (nobody knows; this is a choice).
  Judge an implementation by the first two.
- source: where the case is known from; rules: what it is about.

To play the cases against a program, fill in one of the adapters and run

    logsieve conformance run --target exec="python3 adapters/adapter.py"

An endpoint for AWS clients needs no adapter: --target endpoint=http://127.0.0.1:4566.
The program reads one request a line and answers each with one line:

    {"service": "logs", "operation": "TestMetricFilter", "request": {…}}
    {"response": {…}}, {"error": {"code": "…", "message": "…"}} or {"unsupported": true}
`
