package conformance_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/conformance/awstarget"
	"github.com/logsieve/logsieve/corpus"
)

// service answers by the filter pattern, and counts how often it is asked.
type service struct {
	asked  map[string]int
	before func(pattern string) error // what keeps it from answering
}

func (s *service) Do(_ context.Context, c conformance.Call) (conformance.Answer, error) {
	var r struct{ FilterPattern string }
	if err := json.Unmarshal(c.Request, &r); err != nil {
		return conformance.Answer{}, err
	}
	s.asked[r.FilterPattern]++
	if s.before != nil {
		if err := s.before(r.FilterPattern); err != nil {
			return conformance.Answer{}, err
		}
	}
	switch word, _, _ := strings.Cut(r.FilterPattern, " "); word {
	case "refused":
		return conformance.Answer{Error: &conformance.ServiceError{Code: "InvalidParameterException", Message: "<no> & no"}}, nil
	case "denied":
		return conformance.Answer{Error: &conformance.ServiceError{Code: "AccessDeniedException", Message: "not authorized"}}, nil
	case "unknown":
		return conformance.Answer{}, conformance.ErrUnsupported
	case "down":
		return conformance.Answer{}, errors.New("it is down")
	}
	return conformance.Answer{Response: json.RawMessage(`{"matches":[{"eventNumber":1,"eventMessage":"<a>","extractedValues":{"$n":"1.50"}}]}`)}, nil
}

func newService() *service { return &service{asked: map[string]int{}} }

// suiteOf makes a suite of lines: id, grade, filter pattern, expectation.
func suiteOf(t *testing.T, lines ...[4]string) []*conformance.Suite {
	t.Helper()
	var cases []string
	for _, l := range lines {
		cases = append(cases, fmt.Sprintf(`{"id": "s/%s", "evidence": %q, "request": {"filterPattern": %q}, %s, "rules": ["T1"], "note": "why"}`, l[0], l[1], l[2], l[3]))
	}
	s, err := conformance.ParseSuite([]byte(`{"suite": "s", "cases": [` + strings.Join(cases, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return []*conformance.Suite{s}
}

func encode(t *testing.T, s *conformance.Suite) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func decodeSuite(t *testing.T, text string) *conformance.Suite {
	t.Helper()
	s, err := conformance.ParseSuite([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var guesses = []conformance.Evidence{conformance.Chosen, conformance.Practice}

const all = `"response": {"matches": [{"eventNumber": 1, "eventMessage": "<a>", "extractedValues": {"$n": "1.50"}}]}`

func TestRecord(t *testing.T) {
	suites := suiteOf(t,
		[4]string{"agrees", "chosen", "a", `"matched": [1]`},
		[4]string{"whole", "practice", "a b", all},
		[4]string{"differs", "practice", "b", `"matched": [1, 2]`},
		[4]string{"code", "chosen", "refused", `"error": {"code": "InvalidParameterException"}`},
		[4]string{"text", "chosen", "refused b", `"error": {"code": "InvalidParameterException", "message": "maybe"}`},
		[4]string{"accepted", "chosen", "refused c", `"valid": true`},
		[4]string{"documented", "documented", "c", `"matched": []`},
		[4]string{"known", "recorded", "d", `"matched": []`},
		[4]string{"denied", "chosen", "denied", `"matched": []`},
		[4]string{"unknown", "chosen", "unknown", `"matched": []`},
		[4]string{"down", "chosen", "down", `"matched": []`},
	)
	target := newService()
	recorder := conformance.Recorder{Target: target, Grades: guesses, Source: "answered by x on 2026-01-02"}
	rec, err := recorder.Record(t.Context(), suites, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := encode(t, rec.Suite)
	if err := validate(t, compileSchema(t), []byte(text)); err != nil {
		t.Error(err)
	}
	const member = `"evidence":"recorded","source":"answered by x on 2026-01-02","note":`
	const response = `"response":{"matches":[{"eventNumber":1,"eventMessage":"<a>","extractedValues":{"$n":"1.50"}}]}`
	const refusal = `"error":{"code":"InvalidParameterException","message":"<no> & no"}`
	want := []string{
		`{"id":"s/agrees","operation":"TestMetricFilter","request":{"filterPattern":"a"},` + response + `,"rules":["T1"],` + member + `"why"}`,
		`{"id":"s/whole","operation":"TestMetricFilter","request":{"filterPattern":"a b"},` + response + `,"rules":["T1"],` + member + `"why"}`,
		`{"id":"s/differs","operation":"TestMetricFilter","request":{"filterPattern":"b"},` + response + `,"rules":["T1"],` + member + `"Expected before (practice): matched [1, 2]. why"}`,
		`{"id":"s/code","operation":"TestMetricFilter","request":{"filterPattern":"refused"},` + refusal + `,"rules":["T1"],` + member + `"why"}`,
		`{"id":"s/text","operation":"TestMetricFilter","request":{"filterPattern":"refused b"},` + refusal + `,"rules":["T1"],` + member + `"Expected before (chosen): error InvalidParameterException: maybe. why"}`,
		`{"id":"s/accepted","operation":"TestMetricFilter","request":{"filterPattern":"refused c"},` + refusal + `,"rules":["T1"],` + member + `"Expected before (chosen): no error. why"}`,
	}
	var got struct{ Cases []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range got.Cases {
		var b bytes.Buffer
		if err := json.Compact(&b, c); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, b.String())
	}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	var b strings.Builder
	if err := rec.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	const report = `DIFFERS s/differs (practice)
  request: {"filterPattern":"b"}
  (-expected +answered)
    [
  -   1,
  -   2
  +   1
    ]
DIFFERS s/text (chosen)
  request: {"filterPattern":"refused b"}
  (-expected +answered)
    {
      "code": "InvalidParameterException",
  -   "message": "maybe"
  +   "message": "<no> & no"
    }
DIFFERS s/accepted (chosen)
  request: {"filterPattern":"refused c"}
  unexpected error InvalidParameterException: <no> & no
pending 1: AccessDeniedException: not authorized
skipped 1: operation not supported by target
pending 1: it is down
practice: 1 agree with what was expected, 1 differ
chosen: 2 agree with what was expected, 2 differ
recorded 6, pending 2
`
	if d := cmp.Diff(report, b.String()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	for _, pattern := range []string{"c", "d"} {
		if target.asked[pattern] != 0 {
			t.Errorf("%q was asked", pattern)
		}
	}
	// What is recorded is what the target answers.
	again, err := (&conformance.Runner{Target: newService(), Parallel: 1}).Run(t.Context(), []*conformance.Suite{decodeSuite(t, text)})
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Totals(); got != (conformance.Totals{Passed: 6}) {
		t.Errorf("played again: %+v", got)
	}
}

// TestRecordGoesOn interrupts a recording after every number of answers and
// goes on with what was saved. In the end each case has been asked and recorded
// once, and the suite is that of a recording without a break.
func TestRecordGoesOn(t *testing.T) {
	const n = 45
	var lines [][4]string
	for i := range n {
		lines = append(lines, [4]string{fmt.Sprintf("c%d", i), "chosen", fmt.Sprintf("p%d", i), `"matched": [2]`})
	}
	suites := suiteOf(t, lines...)
	recorder := conformance.Recorder{Target: newService(), Grades: guesses, Source: "s"}
	whole, err := recorder.Record(t.Context(), suites, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := encode(t, whole.Suite)
	for stop := range n {
		target := newService()
		ctx, cancel := context.WithCancel(t.Context())
		target.before = func(string) error {
			if len(target.asked) == stop+1 {
				cancel() // while this one is under way
			}
			return nil
		}
		saved := ""
		recorder := conformance.Recorder{Target: target, Grades: guesses, Source: "s", Save: func(s *conformance.Suite) error {
			saved = encode(t, s)
			return nil
		}}
		rec, err := recorder.Record(ctx, suites, nil)
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped after %d: %v", stop, err)
		}
		before := decodeSuite(t, saved)
		if len(before.Cases) != stop || len(rec.Pending) != n-stop || len(rec.Compared) != stop {
			t.Fatalf("stopped after %d: %d saved, %d pending, %d compared", stop, len(before.Cases), len(rec.Pending), len(rec.Compared))
		}
		target.before = nil
		rec, err = recorder.Record(t.Context(), suites, before)
		if err != nil || saved != want || encode(t, rec.Suite) != want || len(rec.Compared) != n {
			t.Fatalf("stopped after %d, gone on: %v\n%s", stop, err, cmp.Diff(want, saved))
		}
		for pattern, asked := range target.asked {
			if asked > 1 && pattern != fmt.Sprintf("p%d", stop) { // the one under way has no answer
				t.Errorf("stopped after %d: %s was asked %d times", stop, pattern, asked)
			}
		}
		if _, err = recorder.Record(t.Context(), suites, decodeSuite(t, saved)); err != nil || saved != want {
			t.Fatalf("a third time: %v", err)
		}
	}
}

// TestRecordKilled counts what a kill without warning can cost.
func TestRecordKilled(t *testing.T) {
	var lines [][4]string
	for i := range 50 {
		lines = append(lines, [4]string{fmt.Sprintf("c%d", i), "chosen", fmt.Sprintf("p%d", i), `"matched": []`})
	}
	target := newService()
	saved, most := 0, 0
	target.before = func(string) error {
		most = max(most, len(target.asked)-1-saved)
		return nil
	}
	recorder := conformance.Recorder{Target: target, Grades: guesses, Save: func(s *conformance.Suite) error {
		saved = len(s.Cases)
		return nil
	}}
	if _, err := recorder.Record(t.Context(), suiteOf(t, lines...), nil); err != nil || saved != 50 {
		t.Errorf("%d saved, %v", saved, err)
	}
	if most >= 20 {
		t.Errorf("up to %d answers were not saved", most)
	}
}

func TestRecordEnds(t *testing.T) {
	suites := suiteOf(t,
		[4]string{"a", "chosen", "a", `"matched": [1]`},
		[4]string{"b", "chosen", "down 1", `"matched": [1]`}, [4]string{"c", "chosen", "down 2", `"matched": [1]`},
		[4]string{"d", "chosen", "down 3", `"matched": [1]`}, [4]string{"e", "chosen", "down 4", `"matched": [1]`},
		[4]string{"f", "chosen", "unknown", `"matched": [1]`},
		[4]string{"g", "chosen", "down 5", `"matched": [1]`}, [4]string{"h", "chosen", "b", `"matched": [1]`},
	)
	target := newService()
	saved := 0
	recorder := conformance.Recorder{Target: target, Grades: guesses, Save: func(s *conformance.Suite) error {
		saved = len(s.Cases)
		return nil
	}}
	rec, err := recorder.Record(t.Context(), suites, nil)
	if err == nil || err.Error() != "5 cases in a row have no answer; the last one: it is down" {
		t.Errorf("got %v", err)
	}
	if target.asked["b"] != 0 || saved != 1 || len(rec.Pending) != 7 {
		t.Errorf("asked %v, %d saved, %d pending", target.asked, saved, len(rec.Pending))
	}

	// One that answers now and then goes on.
	suites = suiteOf(t,
		[4]string{"a", "chosen", "down 1", `"matched": [1]`}, [4]string{"b", "chosen", "down 2", `"matched": [1]`}, [4]string{"c", "chosen", "down 3", `"matched": [1]`},
		[4]string{"d", "chosen", "a", `"matched": [1]`},
		[4]string{"e", "chosen", "down 4", `"matched": [1]`}, [4]string{"f", "chosen", "down 5", `"matched": [1]`}, [4]string{"g", "chosen", "b", `"matched": [1]`},
	)
	recorder = conformance.Recorder{Target: newService(), Grades: guesses}
	if rec, err = recorder.Record(t.Context(), suites, nil); err != nil || len(rec.Compared) != 2 || len(rec.Pending) != 5 {
		t.Errorf("%d compared, %d pending, %v", len(rec.Compared), len(rec.Pending), err)
	}

	full := errors.New("the disk is full")
	recorder = conformance.Recorder{Target: newService(), Grades: guesses, Save: func(*conformance.Suite) error { return full }}
	if _, err := recorder.Record(t.Context(), suites[:1], nil); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// TestRecordAnotherRequest goes on with a file that answers something else.
func TestRecordAnotherRequest(t *testing.T) {
	target := newService()
	recorder := conformance.Recorder{Target: target, Grades: guesses}
	rec, err := recorder.Record(t.Context(), suiteOf(t, [4]string{"a", "chosen", "a", `"matched": [1]`}), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = recorder.Record(t.Context(), suiteOf(t, [4]string{"a", "chosen", "b", `"matched": [1]`}), rec.Suite)
	if err == nil || err.Error() != "case s/a has been recorded with another request: remove it, or write to another file" {
		t.Errorf("got %v", err)
	}
	if target.asked["b"] != 0 {
		t.Error("it was asked")
	}
}

// foreign reports whether a source of conformance record names someone else
// than AWS.
func foreign(source string) bool {
	rest, ok := strings.CutPrefix(source, "answered by ")
	host, _, _ := strings.Cut(rest, " ")
	address, err := awstarget.ParseAddress("https://" + host)
	return ok && (err != nil || !address.AWS())
}

// TestRecordedByTheService keeps answers of emulators, and our own, from being
// contributed as the service's.
func TestRecordedByTheService(t *testing.T) {
	for source, want := range map[string]bool{
		"answered by logs.eu-west-1.amazonaws.com (eu-west-1) on 2026-11-21": false,
		"answered by 127.0.0.1:4587 (us-east-1) on 2026-11-21":               true,
		"answered by logsieve (devel) on 2026-11-21":                         true,
		"LocalStack snapshot": false,
	} {
		if foreign(source) != want {
			t.Errorf("%s: foreign is %v", source, !want)
		}
	}
	suites, err := conformance.Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range suites {
		for _, c := range s.Cases {
			if c.Evidence == conformance.Recorded && foreign(c.Source) {
				t.Errorf("%s: %q is not the service", c.ID, c.Source)
			}
		}
	}
}
