package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/internal/atomicfile"
	"github.com/logsieve/logsieve/internal/diag"
)

type conformanceRecordCmd struct {
	caseSelection
	targetFlags
	Grade  []conformance.Evidence `default:"chosen,practice" enum:"recorded,documented,practice,chosen" help:"The evidence grades of the cases to record (${default})."`
	Output string                 `short:"o" placeholder:"FILE" help:"The suite to write; stdout by default. Cases that it already has are not requested again."`
}

// Help implements kong.HelpProvider.
func (conformanceRecordCmd) Help() string {
	return `Asks an endpoint about the cases whose answers nobody has recorded, and writes a suite with the answers. Region and credentials are those of AWS clients; the permission logs:TestMetricFilter is enough. Differences from what the cases expect are listed on stderr.

When it is interrupted, or the endpoint stops answering, the same command goes on where it stopped.

The exit code is 0 when every answer is what was expected, 1 when some differ, 2 when something is missing to ask the endpoint, and 3 when a case has no answer or a file cannot be written.`
}

// Run implements the command.
func (c *conformanceRecordCmd) Run(e *env) error {
	suites, err := c.load()
	if err != nil {
		return err
	}
	before, saved, err := c.readRecorded(e)
	if err != nil {
		return err
	}
	target, err := c.open(e.ctx, true)
	if err != nil {
		return err
	}
	defer target.close()
	day := time.Now().UTC().Format(time.DateOnly)
	recorder := conformance.Recorder{
		Target: target, Grades: c.Grade, Source: fmt.Sprintf("answered by %s on %s", target.source, day), Day: day,
	}
	if c.Output != "" {
		// A kill leaves either the old one or the new one.
		recorder.Save = func(s *conformance.Suite) error {
			var text bytes.Buffer
			if err := s.WriteJSON(&text); err != nil {
				return err
			}
			if err := atomicfile.Replace(c.Output, saved, text.Bytes()); err != nil {
				return fileError(err)
			}
			saved = text.Bytes()
			return nil
		}
	}
	ask, err := recorder.Select(suites, before)
	if err != nil {
		return exit(ExitUsage, err)
	}
	c.announce(e, target, len(ask), before)
	if isTerminal(e.Err) {
		recorder.Progress = func(asked, of int) { fmt.Fprintf(unprinted(e.Err), "\r\x1b[K%d of %d", asked, of) }
	}
	recording, recordErr := recorder.Record(e.ctx, suites, before)
	if recorder.Progress != nil {
		fmt.Fprint(unprinted(e.Err), "\r\x1b[K")
	}
	if c.Output == "" {
		if err := recording.Suite.WriteJSON(diag.JSON(e.Out)); err != nil {
			return exit(ExitInternal, err)
		}
	}
	if err := recording.WriteText(e.Err); err != nil {
		return err
	}
	return c.verdict(recording, recordErr)
}

// announce says what will happen, and for how long.
func (c *conformanceRecordCmd) announce(e *env, target *namedTarget, ask int, before *conformance.Suite) {
	if !target.aws {
		fmt.Fprintf(e.Err, "these are answers of %s, not of the service: no evidence of what that does\n", target.source)
	}
	fmt.Fprintf(e.Err, "asking %s about %s", target.source, count(ask, "case"))
	if before != nil {
		fmt.Fprintf(e.Err, "; %s has %d", c.Output, len(before.Cases))
	}
	if target.paced > 0 {
		fmt.Fprintf(e.Err, "; at %v requests per second this takes up to %s", target.paced, time.Duration(float64(ask)/target.paced*float64(time.Second)).Round(time.Second))
	}
	fmt.Fprintln(e.Err)
}

// verdict is how the command ends.
func (c *conformanceRecordCmd) verdict(recording *conformance.Recording, err error) error {
	again := ""
	if c.Output != "" {
		again = "; the same command goes on from here"
	}
	pending, differ := 0, false
	for _, res := range recording.Pending {
		if res.Status != conformance.Skipped {
			pending++
		}
	}
	for _, res := range recording.Compared {
		differ = differ || res.Status == conformance.Failed
	}
	switch {
	case errors.Is(err, context.Canceled):
		return exit(ExitInterrupted, fmt.Errorf("interrupted%s", again))
	case err != nil:
		return exit(ExitInternal, fmt.Errorf("%w%s", err, again))
	case pending > 0:
		return exit(ExitInternal, fmt.Errorf("without an answer: %s%s", count(pending, "case"), again))
	case differ:
		return exit(ExitFindings, nil)
	}
	return nil
}

// readRecorded reads the suite that is to be gone on with and its text, nil if
// there is none.
func (c *conformanceRecordCmd) readRecorded(e *env) (*conformance.Suite, []byte, error) {
	if c.Output == "" {
		return nil, nil, nil
	}
	data, err := e.readGiven(c.Output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil
	case err != nil:
		return nil, nil, exit(ExitInternal, fileError(err))
	}
	suite, err := conformance.ParseSuite(data)
	if err != nil {
		return nil, nil, exit(ExitUsage, fmt.Errorf("-o %s: the file exists, and cannot be continued: %w", c.Output, err))
	}
	return suite, data, nil
}
