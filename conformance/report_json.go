package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// jsonReport is the JSON form of a report.
type jsonReport struct {
	Version int    `json:"version"` // 1
	Name    string `json:"name"`
	Totals
	Failures []jsonFailure       `json:"failures"`
	Skips    []jsonSkip          `json:"skips"`
	Grades   map[Evidence]Totals `json:"grades"`
	Suites   []SuiteTotals       `json:"suites"`
}

type (
	jsonFailure struct {
		ID   string `json:"id"`
		Diff string `json:"diff"`
	}
	jsonSkip struct {
		ID     string `json:"id"`
		Reason string `json:"reason"`
	}
)

// jsonCase is one member of "cases". The last two stand at failed cases only,
// for those who look into them.
type jsonCase struct {
	ID            string   `json:"id"`
	Suite         string   `json:"suite"`
	Status        Status   `json:"status"`
	Evidence      Evidence `json:"evidence"`
	Rules         []string `json:"rules"`
	FilterPattern *string  `json:"filterPattern,omitempty"`
	Source        string   `json:"source,omitempty"`
}

// WriteJSON writes one JSON object: the name of the target, passed, failed,
// skipped, failures (id, diff), skips (id, reason), grades and suites, the
// totals per evidence grade and per suite, and cases, a line for each: id,
// suite, status, evidence, rules, and filterPattern and source of those that
// failed. ParseReport reads it.
func (r *Report) WriteJSON(w io.Writer) error {
	out := jsonReport{1, r.Name, r.Totals(), []jsonFailure{}, []jsonSkip{}, r.ByEvidence(), r.BySuite()}
	cases := make([]jsonCase, 0, len(r.Results))
	for _, res := range r.Results {
		c := jsonCase{ID: res.Case.ID, Suite: res.Suite, Status: res.Status, Evidence: res.Case.Evidence, Rules: append([]string{}, res.Case.Rules...)}
		switch res.Status {
		case Failed:
			out.Failures = append(out.Failures, jsonFailure{res.Case.ID, res.Detail})
			c.FilterPattern, c.Source = res.Case.filterPattern(), res.Case.Source
		case Skipped:
			out.Skips = append(out.Skips, jsonSkip{res.Case.ID, res.Detail})
		}
		cases = append(cases, c)
	}
	b := &bytes.Buffer{}
	if err := jsontext.Write(b, out, "  "); err != nil {
		return err
	}
	// The cases are many: a line for each can still be read and compared.
	b.Truncate(b.Len() - len("\n}\n"))
	b.WriteString(",\n  \"cases\": [")
	for i, c := range cases {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		line, err := jsontext.Marshal(c)
		if err != nil {
			return err
		}
		b.Write(line)
	}
	if len(cases) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	_, err := w.Write(b.Bytes())
	return err
}

// filterPattern is the pattern that a case is about, nil when it has none.
func (c *Case) filterPattern() *string {
	var req struct {
		FilterPattern *string `json:"filterPattern"`
	}
	if json.Unmarshal(c.Request, &req) != nil {
		return nil
	}
	return req.FilterPattern
}

// ErrNotReport says that a file is no report that WriteJSON has written: it is
// no JSON object with a member "cases" that hold a status.
var ErrNotReport = errors.New(`not a report of "logsieve conformance run -o json"`)

// ParseReport reads what WriteJSON has written. Of a case it knows what the
// report tells: id, rules, evidence and, of one that failed, source and
// filterPattern. A status or an evidence grade that does not exist, a case
// that stands there twice and totals that the cases do not add up to are
// errors.
func ParseReport(data []byte) (*Report, error) {
	var in struct {
		jsonReport
		Cases []*jsonCase `json:"cases"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReport, jsonError(data, err))
	}
	if in.Cases == nil {
		return nil, fmt.Errorf(`%w: no "cases"`, ErrNotReport)
	}
	details := map[string]string{}
	for _, f := range in.Failures {
		details[f.ID] = f.Diff
	}
	for _, s := range in.Skips {
		details[s.ID] = s.Reason
	}
	r := &Report{Name: in.Name, Results: make([]Result, 0, len(in.Cases))}
	seen := map[string]bool{}
	for i, c := range in.Cases {
		switch {
		case c == nil || c.ID == "" || c.Suite == "" ||
			!slices.Contains([]Status{Passed, Failed, Skipped}, c.Status) || !slices.Contains(Grades(), c.Evidence):
			return nil, fmt.Errorf("%w: case %d has no id, suite, status or evidence that is known", ErrNotReport, i+1)
		case seen[c.ID]:
			return nil, fmt.Errorf("%w: case %s appears twice", ErrNotReport, c.ID)
		}
		seen[c.ID] = true
		one := &Case{ID: c.ID, Rules: c.Rules, Evidence: c.Evidence, Source: c.Source}
		if c.FilterPattern != nil {
			var err error
			if one.Request, err = json.Marshal(map[string]string{"filterPattern": *c.FilterPattern}); err != nil {
				return nil, err
			}
		}
		r.Results = append(r.Results, Result{Suite: c.Suite, Case: one, Status: c.Status, Detail: details[c.ID]})
	}
	if got := r.Totals(); got != in.Totals {
		return nil, fmt.Errorf("%w: its cases add up to %d passed, %d failed and %d skipped, its totals are %d, %d and %d", ErrNotReport,
			got.Passed, got.Failed, got.Skipped, in.Passed, in.Failed, in.Skipped)
	}
	return r, nil
}
