package filtertest

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/linediff"
)

// Report is the outcome of a run.
type Report struct {
	Results  []*Result // by file, in the order of the file
	Coverage *Coverage // nil unless it was asked for
	// Incomplete says that the run ended before all tests were run, "" when it
	// did not.
	Incomplete string
}

// Result is the outcome of one test.
type Result struct {
	Place
	Name     string
	Filter   string
	Events   int
	Failures []*Failure // in the order of the test

	test *Test
}

// Failure is an expectation that does not hold.
type Failure struct {
	Place
	What    string // the key in the test file: verdict, because, datapoints, …
	Message string
	// Diff are lines of what was expected (-) and what came (+), nil when the
	// message says it.
	Diff []string
	// Why says for a log event how its verdict came about.
	Why []string

	node   *yaml.Node // what an update replaces; nil when it cannot
	actual *yaml.Node // with what
}

// Failed counts the tests that failed.
func (r *Report) Failed() int {
	n := 0
	for _, res := range r.Results {
		if len(res.Failures) > 0 {
			n++
		}
	}
	return n
}

// Options are the choices of a run.
type Options struct {
	Name     *regexp.Regexp // of the tests to run; nil is all
	Coverage bool
	// Ran, unless it is nil, is told each result as soon as there is one.
	Ran func(*Result)
}

// Run runs the tests of files. The error is that of ctx.
func Run(ctx context.Context, files []*File, options Options) (*Report, error) {
	report := &Report{}
	if options.Coverage {
		report.Coverage = newCoverage(files)
	}
	for _, f := range files {
		for _, t := range f.Tests {
			if options.Name != nil && !options.Name.MatchString(t.Name) {
				continue
			}
			r := &runner{ctx: ctx, test: t, coverage: report.Coverage.of(t.Filter),
				result: &Result{Place: t.Place, Name: t.Name, Filter: t.Filter.Name, test: t}}
			r.run()
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if options.Ran != nil {
				options.Ran(r.result)
			}
			report.Results = append(report.Results, r.result)
		}
	}
	return report, nil
}

// runner runs one test.
type runner struct {
	ctx      context.Context
	test     *Test
	coverage *FilterCoverage // nil when it is not measured
	result   *Result
}

// maxShown is how many log events of one file are shown for one expectation.
const maxShown = 3

func (r *runner) run() {
	for _, e := range r.test.events {
		r.result.Events += len(e.events)
		if e.file == "" {
			r.message(e)
		} else {
			r.eventsOf(e)
		}
		if r.ctx.Err() != nil {
			return
		}
	}
	if r.test.datapoints != nil {
		r.series(r.test.datapoints)
	}
	for _, a := range r.test.alarms {
		r.alarm(a)
	}
}

// message checks an entry of one message, which may be repeated.
func (r *runner) message(e *entry) {
	o := r.observe(e.events[0].message, e.because != nil)
	if v := e.verdict; v != nil && (!v.recorded || v.want != o.matched) {
		f := r.fail(v.at, "verdict", v.recorded, "want "+verdictText(v.want)+", got "+verdictText(o.matched))
		f.Why = o.why()
		f.node, f.actual = v.node, textNode(verdictText(o.matched))
	}
	if e.because != nil {
		r.because(e.because, o)
	}
	if e.values != nil {
		r.values(e.values, o)
	}
	if e.datapoints != nil {
		r.published(e.datapoints, o)
	}
}

// eventsOf checks the log events of a file.
func (r *runner) eventsOf(e *entry) {
	var matches []int64
	wrong, first := 0, (*Failure)(nil)
	same := true // all events have the same verdict
	for i := range e.events {
		o := r.observe(e.events[i].message, e.because != nil)
		o.where = e.file + " line " + itoa(e.events[i].line)
		if o.matched {
			matches = append(matches, e.events[i].line)
		}
		same = same && (i == len(matches)-1 || len(matches) == 0)
		if v := e.verdict; v != nil && v.recorded && v.want != o.matched {
			if wrong++; wrong <= maxShown {
				f := r.fail(v.at, "verdict", true, o.where+": want "+verdictText(v.want)+", got "+verdictText(o.matched))
				f.Why = o.why()
				if first == nil {
					first = f
				}
			}
		}
		if e.because != nil && e.because.recorded {
			r.because(e.because, o)
		}
	}
	if wrong > maxShown {
		r.fail(e.verdict.at, "verdict", true, itoa(int64(wrong-maxShown))+" more log events of "+e.file)
	}
	if v := e.verdict; v != nil && !v.recorded {
		first = r.fail(v.at, "verdict", false, "")
	}
	if first != nil && same { // one word cannot tell of a mixed file
		first.node, first.actual = e.verdict.node, textNode(verdictText(len(matches) > 0))
	}
	if x := e.because; x != nil && !x.recorded {
		r.fail(x.at, "because", false, "")
	}
	if x := e.matches; x != nil {
		r.lines(x, matches)
	}
}

func (r *runner) lines(x *expectation[[]int64], got []int64) {
	var want, lines []string
	actual := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, n := range x.want {
		want = append(want, "line "+itoa(n))
	}
	for _, n := range got {
		lines = append(lines, "line "+itoa(n))
		actual.Content = append(actual.Content, numberNode(itoa(n)))
	}
	r.compare(x.at, x.node, "matches", x.recorded, want, lines, actual)
}

// compare adds a failure when two lists of lines differ.
func (r *runner) compare(at Place, node *yaml.Node, what string, recorded bool, want, got []string, actual *yaml.Node) {
	if !slices.Equal(want, got) || !recorded {
		f := r.fail(at, what, recorded, "not as expected (-want +got)")
		f.Diff = linediff.Diff(want, got)
		f.node, f.actual = node, actual
	}
}

// fail adds a failure; what has not been recorded yet has a message of its
// own.
func (r *runner) fail(at Place, what string, recorded bool, message string) *Failure {
	if !recorded {
		message = "not recorded yet; --update writes it"
	}
	f := &Failure{Place: at, What: what, Message: message}
	r.result.Failures = append(r.result.Failures, f)
	return f
}

// why is how the verdict came about, in the words of match --why.
func (o *observation) why() []string {
	var b strings.Builder
	f := o.filter.metric.FilterPattern()
	if err := explain.NewWhy(f, o.filter.Pattern(), []byte(o.message)).WriteText(&b, []byte(o.message)); err != nil {
		return nil
	}
	lines := []string{}
	for line := range strings.Lines(b.String()) {
		lines = append(lines, strings.TrimPrefix(strings.TrimRight(line, "\n"), "    "))
	}
	if o.trace().Matched != o.matched {
		lines = append(lines, "the field selection criteria select no log event of this account and region")
	}
	return lines
}
