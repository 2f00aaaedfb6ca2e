package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/jsontext"
)

// Recorder asks a target about cases and keeps its answers as cases: the same
// request under the same id, with the answer as the expectation.
type Recorder struct {
	Target Target
	// Source says who answers, and when.
	Source string
	// Day is when, YYYY-MM-DD.
	Day string
	// Grades are the evidence grades of the cases to ask about.
	Grades []Evidence
	// Save, when set, is called with all that is recorded: after every
	// saveEvery answers and at the end, whatever ends the recording.
	Save func(*Suite) error
	// Progress, when set, is called before each question: how many have been
	// asked, of how many.
	Progress func(asked, of int)
}

const (
	// saveEvery bounds what a kill can cost.
	saveEvery = 20
	// maxMisses is how many cases in a row may get no answer before the
	// recording ends: the target is down.
	maxMisses = 5
)

// Recording is what has been recorded, and what has not.
type Recording struct {
	// Suite holds the answers: those of before, then the new ones in the order
	// of their suites.
	Suite *Suite
	// Pending holds the cases that have no answer yet, each with the reason, and
	// as Skipped those that the target does not answer.
	Pending []Result
	// Compared holds the cases with an answer, also those of before: Passed when
	// it is what the case expects, or Failed with the difference.
	Compared []Result
}

// Select returns the cases to ask about. A case with an answer in before is
// not asked again; one with another request there is an error.
func (r *Recorder) Select(suites []*Suite, before *Suite) (ask []Result, err error) {
	known := answersOf(before)
	var errs []error
	for _, s := range suites {
		for _, c := range s.Cases {
			if !slices.Contains(r.Grades, c.Evidence) {
				continue
			}
			old, ok := known[c.ID]
			switch {
			case !ok:
				ask = append(ask, Result{Suite: s.Name, Case: c})
			case old.Service != c.Service || old.Operation != c.Operation || compareJSON(old.Request, c.Request) != "":
				errs = append(errs, fmt.Errorf("case %s has been recorded with another request: remove it, or write to another file", c.ID))
			}
		}
	}
	return ask, errors.Join(errs...)
}

func answersOf(s *Suite) map[string]*Case {
	m := map[string]*Case{}
	if s != nil {
		for _, c := range s.Cases {
			m[c.ID] = c
		}
	}
	return m
}

// Record asks about the cases of suites that before, which may be nil, has no
// answers to, one after the other. The recording is not nil, and has been
// saved, also when ctx ends first or the target stops answering: then the
// error says so.
func (r *Recorder) Record(ctx context.Context, suites []*Suite, before *Suite) (*Recording, error) {
	rec := &Recording{Suite: &Suite{Name: "recorded", Cases: []*Case{}}}
	if before != nil {
		rec.Suite.Name, rec.Suite.Cases = before.Name, slices.Clone(before.Cases)
	}
	ask, err := r.Select(suites, before)
	if err != nil {
		return rec, err
	}
	err = r.ask(ctx, ask, rec)
	rec.compare(suites, r.Grades)
	return rec, errors.Join(err, r.save(rec.Suite))
}

func (r *Recorder) ask(ctx context.Context, ask []Result, rec *Recording) error {
	misses, unsaved := 0, 0
	for i, res := range ask {
		if r.Progress != nil {
			r.Progress(i, len(ask))
		}
		answer, err := r.Target.Do(ctx, Call{Operation: Operation{res.Case.Service, res.Case.Operation}, Request: res.Case.Request})
		if ctx.Err() != nil {
			rec.postpone(ask[i:], "not asked yet")
			return ctx.Err()
		}
		if err == nil && answer.Error != nil && answer.Error.Denied() {
			// What permissions forbid is not what the operation says.
			err = fmt.Errorf("%s: %s", answer.Error.Code, answer.Error.Message)
		}
		if err != nil {
			res.Detail = err.Error()
			if errors.Is(err, ErrUnsupported) {
				res.Status = Skipped
			} else {
				misses++
			}
			rec.Pending = append(rec.Pending, res)
			if misses == maxMisses {
				rec.postpone(ask[i+1:], "not asked yet")
				return fmt.Errorf("%d cases in a row have no answer; the last one: %w", misses, err)
			}
			continue
		}
		misses = 0
		rec.Suite.Cases = append(rec.Suite.Cases, r.recorded(res.Case, answer))
		if unsaved++; unsaved == saveEvery {
			if err := r.save(rec.Suite); err != nil {
				rec.postpone(ask[i+1:], "not asked yet")
				return err
			}
			unsaved = 0
		}
	}
	return nil
}

func (r *Recorder) save(s *Suite) error {
	if r.Save == nil {
		return nil
	}
	return r.Save(s)
}

func (rec *Recording) postpone(rest []Result, reason string) {
	for _, res := range rest {
		res.Detail = reason
		rec.Pending = append(rec.Pending, res)
	}
}

// compare judges every answer by what its case expects.
func (rec *Recording) compare(suites []*Suite, grades []Evidence) {
	answers := answersOf(rec.Suite)
	for _, s := range suites {
		for _, c := range s.Cases {
			a, ok := answers[c.ID]
			if !ok || !slices.Contains(grades, c.Evidence) {
				continue
			}
			res := Result{Suite: s.Name, Case: c, Status: Passed, Detail: Compare(c, a.answer())}
			if res.Detail != "" {
				res.Status = Failed
			}
			rec.Compared = append(rec.Compared, res)
		}
	}
}

// recorded is a case with the answer as its expectation. The note keeps what
// was expected where that differs.
func (r *Recorder) recorded(c *Case, a Answer) *Case {
	out := &Case{
		ID: c.ID, Service: c.Service, Operation: c.Operation, Request: c.Request,
		Rules: c.Rules, Evidence: Recorded, Source: r.Source, Recorded: r.Day, Note: c.Note,
	}
	if a.Error != nil {
		out.Error = &ExpectedError{Code: a.Error.Code, Message: a.Error.Message}
	} else {
		out.Response = a.Response
	}
	if Compare(c, a) != "" {
		out.Note = strings.TrimSpace(fmt.Sprintf("Expected before (%s): %s. %s", c.Evidence, c.expectation(), c.Note))
	}
	return out
}

// answer is the answer that a recorded case holds. One that a reader has
// shortened to its matches has those only.
func (c *Case) answer() Answer {
	if c.Error != nil {
		return Answer{Error: &ServiceError{Code: c.Error.Code, Message: c.Error.Message}}
	}
	if c.Matched != nil {
		type match struct {
			EventNumber int64 `json:"eventNumber"`
		}
		matches := []match{}
		for _, n := range c.Matched {
			matches = append(matches, match{n})
		}
		data, err := json.Marshal(map[string][]match{"matches": matches})
		if err != nil {
			data = nil // numbers can be encoded
		}
		return Answer{Response: data}
	}
	return Answer{Response: c.Response}
}

// expectation is what a case expects, in a line.
func (c *Case) expectation() string {
	switch {
	case c.Error != nil && c.Error.Message == "":
		return "error " + c.Error.Code
	case c.Error != nil:
		return "error " + c.Error.Code + ": " + c.Error.Message
	case c.Valid:
		return "no error"
	case c.Matched != nil:
		return "matched " + strings.ReplaceAll(fmt.Sprint(c.Matched), " ", ", ")
	}
	return "response " + compact(c.Response)
}

// WriteJSON writes a suite as a file of the case format.
func (s *Suite) WriteJSON(w io.Writer) error {
	out := Suite{Name: s.Name, Cases: make([]*Case, len(s.Cases))}
	for i, c := range s.Cases {
		short := *c
		if short.Service == DefaultService {
			short.Service = ""
		}
		out.Cases[i] = &short
	}
	var b bytes.Buffer
	if err := jsontext.Write(&b, out, " "); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// WriteText writes what a recording has shown: each difference, what is
// pending, and counts per evidence grade.
func (rec *Recording) WriteText(w io.Writer) error {
	b := &strings.Builder{}
	agree, differ := map[Evidence]int{}, map[Evidence]int{}
	for _, res := range rec.Compared {
		if res.Status == Passed {
			agree[res.Case.Evidence]++
			continue
		}
		differ[res.Case.Evidence]++
		fmt.Fprintf(b, "DIFFERS %s (%s)\n  request: %s\n  %s\n", res.Case.ID, res.Case.Evidence, compact(res.Case.Request), indent(res.Detail, "  "))
	}
	reasons, counts := []string{}, map[string]int{}
	pending := 0
	for _, res := range rec.Pending {
		reason := "skipped %d: " + res.Detail
		if res.Status != Skipped {
			reason = "pending %d: " + res.Detail
			pending++
		}
		if counts[reason] == 0 {
			reasons = append(reasons, reason)
		}
		counts[reason]++
	}
	for _, reason := range reasons {
		fmt.Fprintln(b, strings.Replace(reason, "%d", fmt.Sprint(counts[reason]), 1))
	}
	for _, g := range Grades() {
		if agree[g]+differ[g] > 0 {
			fmt.Fprintf(b, "%s: %d agree with what was expected, %d differ\n", g, agree[g], differ[g])
		}
	}
	fmt.Fprintf(b, "recorded %d, pending %d\n", len(rec.Compared), pending)
	_, err := io.WriteString(w, b.String())
	return err
}
