package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/corpus"
)

type conformanceCmd struct {
	Run  conformanceRunCmd  `cmd:"" help:"Run conformance cases and report failures."`
	List conformanceListCmd `cmd:"" help:"List conformance cases."`
	Copy conformanceCopyCmd `cmd:"" help:"Write the suite to a folder, for other programs."`

	Record conformanceRecordCmd `cmd:"" help:"Write a suite with the answers of an endpoint."`
	Matrix conformanceMatrixCmd `cmd:"" help:"Show reports of several implementations side by side."`
}

// caseSelection says which cases a command is about.
type caseSelection struct {
	Paths  []string `arg:"" optional:"" name:"path" help:"Suites, or directories of suites (*.json); the embedded suite by default."`
	Filter string   `placeholder:"REGEX" help:"Only cases whose id matches."`
	Since  string   `placeholder:"DATE" help:"Only cases recorded on that date or later: YYYY, YYYY-MM or YYYY-MM-DD."`
	Until  string   `placeholder:"DATE" help:"The service as known on that date: without cases recorded later, with answers that have been replaced since."`
}

// asOf is the last moment of the date that --as-of says; the zero time is now.
func asOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	_, end, err := conformance.ParseDate(text)
	if err != nil {
		return end, exit(ExitUsage, fmt.Errorf("--as-of: %w", err))
	}
	return end.Add(-1), nil
}

// period is what --since and --until choose.
func (s *caseSelection) period() (p conformance.Period, err error) {
	if s.Since != "" {
		if p.Since, _, err = conformance.ParseDate(s.Since); err != nil {
			return p, exit(ExitUsage, fmt.Errorf("--since: %w", err))
		}
	}
	if s.Until != "" {
		if _, p.Until, err = conformance.ParseDate(s.Until); err != nil {
			return p, exit(ExitUsage, fmt.Errorf("--until: %w", err))
		}
	}
	return p, nil
}

func (s *caseSelection) load() ([]*conformance.Suite, error) {
	var keep *regexp.Regexp
	if s.Filter != "" {
		var err error
		if keep, err = regexp.Compile(s.Filter); err != nil {
			return nil, exit(ExitUsage, fmt.Errorf("--filter: %s", regexReason(err)))
		}
	}
	period, err := s.period()
	if err != nil {
		return nil, err
	}
	suites, err := s.suites()
	if err != nil {
		code := ExitUsage
		if _, ok := errors.AsType[*fs.PathError](err); ok {
			code = ExitInternal
		}
		return nil, exit(code, fileError(err))
	}
	suites = period.Select(suites)
	n := 0
	for _, suite := range suites {
		kept := suite.Cases[:0]
		for _, c := range suite.Cases {
			if keep == nil || keep.MatchString(c.ID) {
				kept = append(kept, c)
			}
		}
		suite.Cases = kept
		n += len(kept)
	}
	// A run of nothing would pass, and hide a mistyped path or filter.
	if n == 0 {
		return nil, exit(ExitUsage, errors.New("no cases found"))
	}
	return suites, nil
}

func (s *caseSelection) suites() ([]*conformance.Suite, error) {
	if len(s.Paths) == 0 {
		return conformance.Load(corpus.FS())
	}
	return conformance.LoadPaths(s.Paths...)
}

type conformanceRunCmd struct {
	caseSelection
	targetFlags
	Output   []string `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,json,junit,tap" help:"Write text, json, junit or tap. May be repeated."`
	Skip     string   `placeholder:"FILE" help:"JSON object that maps case ids to reasons: failures to tolerate. A listed case that passes is a failure."`
	Parallel int      `placeholder:"N" help:"Cases at a time; one per CPU by default."`
	Batch    int      `placeholder:"N" help:"Send cases about one filter pattern in one request of up to N messages, at most 50; by default each case is sent alone."`
	Name     string   `placeholder:"NAME" help:"The name of the target in the JSON report; by default the value of --target."`
}

// Help implements kong.HelpProvider.
func (conformanceRunCmd) Help() string {
	return `A case is a request and what the service answers to it. Cases about operations that the target does not know are skipped. A program that crashes or hangs costs the case at hand, and is started again.

The exit code is 0 when nothing failed, 1 when something did, 2 when a suite is malformed or there is no case to run, and 3 when a file cannot be read.`
}

// Run implements the command.
func (c *conformanceRunCmd) Run(e *env) error {
	outs, err := parseOutputs(c.Output, "text", "json", "junit", "tap")
	if err != nil {
		return err
	}
	if c.Batch < 0 || c.Batch > conformance.MaxBatch {
		return exit(ExitUsage, fmt.Errorf("--batch: a request holds 1 to %d messages", conformance.MaxBatch))
	}
	suites, err := c.load()
	if err != nil {
		return err
	}
	c.Target = cmp.Or(c.Target, "engine")
	target, err := c.open(e.ctx, false)
	if err != nil {
		return err
	}
	defer target.close()
	runner := conformance.Runner{Target: target, Parallel: c.Parallel, Batch: c.Batch}
	if c.Target == "engine" {
		period, _ := c.period() // load has read it
		runner.Target = conformance.EngineAsOf(period.AsOf())
		runner.Timeout = c.Timeout // the others keep it themselves
	}
	if c.Skip != "" {
		data, err := e.readInput(c.Skip)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &runner.Skip); err != nil {
			return exit(ExitUsage, fmt.Errorf("--skip %s: %w", c.Skip, err))
		}
		if err := checkReasons(runner.Skip, c.Skip); err != nil {
			return err
		}
	}
	report, err := runner.Run(e.ctx, suites)
	if err != nil {
		return exit(ExitInternal, err)
	}
	report.Name = c.reportName()
	err = e.writeEach(outs, func(w io.Writer, o output) error {
		switch o.format {
		case "json":
			return report.WriteJSON(w)
		case "junit":
			return report.WriteJUnit(w)
		case "tap":
			return report.WriteTAP(w)
		}
		return report.WriteText(w)
	})
	if err != nil {
		return err
	}
	if report.Totals().Failed > 0 {
		return exit(ExitFindings, nil)
	}
	return nil
}

type conformanceListCmd struct {
	caseSelection
	Output []string `short:"o" sep:"none" default:"text" placeholder:"FORMAT[:FILE]" formats:"text,json" help:"text or json. May be repeated."`
}

// Run implements the command.
func (c *conformanceListCmd) Run(e *env) error {
	suites, err := c.load()
	if err != nil {
		return err
	}
	return e.answer(c.Output, func(w io.Writer) error { return listText(w, suites) }, listDocument(suites))
}

func listText(w io.Writer, suites []*conformance.Suite) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range suites {
		for _, c := range s.Cases {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", c.ID, c.Operation, c.Evidence, strings.Join(c.Rules, ","))
		}
	}
	return tw.Flush()
}

func listDocument(suites []*conformance.Suite) any {
	type entry struct {
		ID        string               `json:"id"`
		Suite     string               `json:"suite"`
		Service   string               `json:"service"`
		Operation string               `json:"operation"`
		Rules     []string             `json:"rules"`
		Evidence  conformance.Evidence `json:"evidence"`
		Source    string               `json:"source,omitempty"`
		Recorded  string               `json:"recorded,omitempty"`
	}
	list := []entry{}
	for _, s := range suites {
		for _, c := range s.Cases {
			list = append(list, entry{c.ID, s.Name, c.Service, c.Operation, c.Rules, c.Evidence, c.Source, c.Recorded})
		}
	}
	return struct {
		Version int     `json:"version"`
		Cases   []entry `json:"cases"`
	}{1, list}
}
