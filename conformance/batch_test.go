package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/corpus"
)

// remembering answers as the engine does, each request once: what is tested
// here is who is asked for what.
type remembering struct {
	mutex   sync.Mutex
	answers map[string]Answer
	asked   int
}

func (m *remembering) Do(ctx context.Context, call Call) (Answer, error) {
	key := call.Operation.Service + "\n" + call.Operation.Name + "\n" + string(call.Request)
	m.mutex.Lock()
	m.asked++
	answer, ok := m.answers[key]
	m.mutex.Unlock()
	if ok {
		return answer, nil
	}
	answer, err := Engine().Do(ctx, call)
	if err == nil {
		m.mutex.Lock()
		m.answers[key] = answer
		m.mutex.Unlock()
	}
	return answer, err
}

// faulty answers TestMetricFilter through a fault.
type faulty struct {
	Target
	fault func(ctx context.Context, messages []string, answer Answer) (Answer, error)
}

func (f faulty) Do(ctx context.Context, call Call) (Answer, error) {
	answer, err := f.Target.Do(ctx, call)
	var req struct{ LogEventMessages []string }
	if err != nil || call.Operation != (Operation{DefaultService, DefaultOperation}) || json.Unmarshal(call.Request, &req) != nil {
		return answer, err
	}
	return f.fault(ctx, req.LogEventMessages, answer)
}

type match map[string]any

func (m match) number() int { return int(m["eventNumber"].(float64)) }

// changed is a fault in the list of matches.
func changed(change func(messages []string, matches []match) []match) func(context.Context, []string, Answer) (Answer, error) {
	return func(_ context.Context, messages []string, answer Answer) (Answer, error) {
		if answer.Error != nil {
			return answer, nil
		}
		var resp struct {
			Matches []match `json:"matches"`
		}
		if err := json.Unmarshal(answer.Response, &resp); err != nil {
			return Answer{}, err
		}
		if resp.Matches = change(messages, resp.Matches); resp.Matches == nil {
			resp.Matches = []match{}
		}
		data, err := json.Marshal(resp)
		return Answer{Response: data}, err
	}
}

func renumbered(f func(n int) any) func(context.Context, []string, Answer) (Answer, error) {
	return changed(func(_ []string, matches []match) []match {
		for _, m := range matches {
			m["eventNumber"] = f(m.number())
		}
		return matches
	})
}

func without(drop func(messages []string, m match) bool) func(context.Context, []string, Answer) (Answer, error) {
	return changed(func(messages []string, matches []match) []match {
		return slices.DeleteFunc(matches, func(m match) bool { return drop(messages, m) })
	})
}

var errTooMuch = errors.New("too much")

// faults are what implementations get wrong. They depend on the request alone,
// so that a case has one right verdict.
func faults() map[string]func(context.Context, []string, Answer) (Answer, error) {
	whole := func(response string) func(context.Context, []string, Answer) (Answer, error) {
		return func(_ context.Context, messages []string, answer Answer) (Answer, error) {
			if answer.Error == nil && len(messages) > 2 {
				answer.Response = json.RawMessage(response)
			}
			return answer, nil
		}
	}
	return map[string]func(context.Context, []string, Answer) (Answer, error){
		"none":              func(_ context.Context, _ []string, a Answer) (Answer, error) { return a, nil },
		"counts from 0":     renumbered(func(n int) any { return n - 1 }),
		"counts from 2":     renumbered(func(n int) any { return n + 1 }),
		"always 1":          renumbered(func(int) any { return 1 }),
		"numbers as text":   renumbered(func(n int) any { return fmt.Sprint(n) }),
		"numbers with .5":   renumbered(func(n int) any { return float64(n) + 0.5 }),
		"no numbers":        renumbered(func(int) any { return nil }),
		"backwards":         changed(func(_ []string, m []match) []match { slices.Reverse(m); return m }),
		"twice":             changed(func(_ []string, m []match) []match { return append(m, m...) }),
		"first match only":  changed(func(_ []string, m []match) []match { return m[:min(1, len(m))] }),
		"first match lost":  changed(func(_ []string, m []match) []match { return m[min(1, len(m)):] }),
		"last match lost":   changed(func(_ []string, m []match) []match { return m[:max(0, len(m)-1)] }),
		"second match lost": changed(func(_ []string, m []match) []match { return slices.Delete(m, min(1, len(m)), min(2, len(m))) }),
		"last message":      without(func(messages []string, m match) bool { return m.number() == len(messages) }),
		"first message":     without(func(_ []string, m match) bool { return m.number() == 1 }),
		"after the third":   without(func(_ []string, m match) bool { return m.number() > 3 }),
		"one message":       without(func(messages []string, _ match) bool { return len(messages) == 1 }),
		"long messages":     without(func(messages []string, m match) bool { return len(messages[m.number()-1]) > 20 }),
		"last added": changed(func(messages []string, matches []match) []match {
			if n := len(matches); n == 0 || matches[n-1].number() != len(messages) {
				matches = append(matches, match{"eventNumber": float64(len(messages)), "eventMessage": messages[len(messages)-1], "extractedValues": match{}})
			}
			return matches
		}),
		"no values": changed(func(_ []string, matches []match) []match {
			for _, m := range matches {
				delete(m, "extractedValues")
			}
			return matches
		}),
		"nothing matches": whole(`{"matches":[]}`),
		"null":            whole(`{"matches":null}`),
		"other spelling":  whole(`{"Matches":[]}`),
		"more members":    whole(`{"matches":[],"nextToken":"x"}`),
		"no list":         whole(`{"matches":{}}`),
		"no object":       whole(`[]`),
		"no JSON":         whole(`{"matches":[]`),
		"crashes on a message": func(_ context.Context, messages []string, a Answer) (Answer, error) {
			if slices.ContainsFunc(messages, func(m string) bool { return strings.Contains(m, "ERROR") }) {
				panic("index out of range")
			}
			return a, nil
		},
		"crashes on many": func(_ context.Context, messages []string, a Answer) (Answer, error) {
			if len(messages) > 4 {
				return Answer{}, errTooMuch
			}
			return a, nil
		},
		"refuses many": func(_ context.Context, messages []string, a Answer) (Answer, error) {
			if len(messages) > 4 {
				return Answer{Error: &ServiceError{Code: "Throttling", Message: "slow down"}}, nil
			}
			return a, nil
		},
		"does not know many": func(_ context.Context, messages []string, a Answer) (Answer, error) {
			if len(messages) > 4 {
				return Answer{}, ErrUnsupported
			}
			return a, nil
		},
	}
}

func embedded(t testing.TB) []*Suite {
	t.Helper()
	suites, err := Load(corpus.FS())
	if err != nil {
		t.Fatal(err)
	}
	return Period{}.Select(suites)
}

func runWith(t *testing.T, r Runner, suites []*Suite) *Report {
	t.Helper()
	report, err := r.Run(t.Context(), suites)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestBatchKeepsVerdicts plays the whole embedded suite against the engine and
// against faulty targets, with batches and without: every case comes out the
// same, with the same difference.
func TestBatchKeepsVerdicts(t *testing.T) {
	whole := embedded(t)
	memory := &remembering{answers: map[string]Answer{}}
	for name, fault := range faults() {
		suites := whole
		if !slices.Contains([]string{"none", "counts from 0", "last match lost", "crashes on a message"}, name) {
			suites = joined(whole) // the others are asked alone in either run
		}
		t.Run(name, func(t *testing.T) {
			target := faulty{memory, fault}
			skip := SkipList{"terms/and": "listed", "json-test/no-such-case": "listed"}
			alone := runWith(t, Runner{Target: target, Skip: skip}, suites)
			if totals := alone.Totals(); name != "none" && totals.Failed+totals.Skipped < 4 {
				t.Errorf("%+v: the fault shows nothing", totals)
			}
			want := statuses(alone)
			sizes := []int{MaxBatch}
			if name == "none" || name == "counts from 0" {
				sizes = []int{2, 7, MaxBatch}
			}
			for _, batch := range sizes {
				got := statuses(runWith(t, Runner{Target: target, Skip: skip, Batch: batch}, suites))
				if !slices.Equal(want, got) {
					t.Errorf("batches of %d (-alone +batch):\n%s", batch, cmp.Diff(want, got))
				}
			}
		})
	}
}

// joined are the cases that share a request with another one.
func joined(suites []*Suite) []*Suite {
	all := []Result{}
	for _, s := range suites {
		for _, c := range s.Cases {
			all = append(all, Result{Case: c})
		}
	}
	kept := &Suite{Name: "joined"}
	for _, j := range (&Runner{Batch: MaxBatch}).jobs(all) {
		if len(j.results) > 1 {
			for _, res := range j.results {
				kept.Cases = append(kept.Cases, res.Case)
			}
		}
	}
	return []*Suite{kept}
}

func statuses(r *Report) []string {
	var list []string
	for _, res := range r.Results {
		list = append(list, fmt.Sprintf("%s %s %s", res.Case.ID, res.Status, res.Detail))
	}
	return list
}

// TestBatchSavesRequests counts. A request holds one filter pattern, so that
// no fewer requests than patterns can do.
func TestBatchSavesRequests(t *testing.T) {
	suites := embedded(t)
	ask := func(batch int) (int, *Report) {
		memory := &remembering{answers: map[string]Answer{}}
		report := runWith(t, Runner{Target: memory, Batch: batch}, suites)
		return memory.asked, report
	}
	alone, report := ask(0)
	if alone != len(report.Results) {
		t.Errorf("%d requests for %d cases", alone, len(report.Results))
	}
	patterns, joined := map[string]bool{}, 0
	for _, s := range suites {
		for _, c := range s.Cases {
			if p, ok := partOf(c); ok {
				patterns[string(p.pattern)] = true
				joined++
			}
		}
	}
	together, _ := ask(MaxBatch)
	const trials = 4
	least := alone - joined + len(patterns) + trials
	t.Logf("%d requests for %d cases, %d of which may share a request and have %d patterns: %d with batches", alone, len(report.Results), joined, len(patterns), together)
	if together > least+5 || together < least || alone-together < 100 {
		t.Errorf("%d requests with batches, want about %d", together, least)
	}
}

func testCase(id, rules, request, expectation string) string {
	return fmt.Sprintf(`{"id": "b/%s", "request": %s, %s, "rules": [%s], "evidence": "chosen"}`, id, request, expectation, rules)
}

// TestBatchJoins says which cases are asked together.
func TestBatchJoins(t *testing.T) {
	long := strings.Repeat("x", maxBatchBytes/2)
	suite, err := ParseSuite([]byte(`{"suite": "b", "cases": [` + strings.Join([]string{
		testCase("one", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a", "b"]}`, `"matched": [1]`),
		testCase("two", `"T1"`, `{"logEventMessages": ["\ud800"], "filterPattern": "a"}`, `"response": {"matches": []}`),
		testCase("error", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"error": {"code": "X"}`),
		testCase("valid", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"valid": true`),
		testCase("number", `"T1", "M2"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("shape", `"request/L01"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("smallest", `"Q1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("member", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"], "limit": 1}`, `"matched": [1]`),
		testCase("spelling", `"T1"`, `{"FilterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("twice", `"T1"`, `{"filterPattern": "a", "filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("empty", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a", ""]}`, `"matched": [1]`),
		testCase("number-of", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a", 1]}`, `"matched": [1]`),
		testCase("null", `"T1"`, `{"filterPattern": null, "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("no-list", `"T1"`, `{"filterPattern": "a", "logEventMessages": "a"}`, `"matched": [1]`),
		testCase("no-messages", `"T1"`, `{"filterPattern": "a", "logEventMessages": []}`, `"matched": []`),
		testCase("listed", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [2]`),
		testCase("pattern", `"T1"`, `{"filterPattern": "A", "logEventMessages": ["a"]}`, `"matched": []`),
		testCase("three", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a", "a"]}`, `"matched": [1, 2]`),
		testCase("full", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": [1]`),
		testCase("long-1", `"T1"`, `{"filterPattern": "l", "logEventMessages": ["`+long+`"]}`, `"matched": []`),
		testCase("long-2", `"T1"`, `{"filterPattern": "l", "logEventMessages": ["`+long+`"]}`, `"matched": []`),
		testCase("many", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a", "a", "a", "a", "a", "a"]}`, `"matched": [1]`),
		strings.Replace(testCase("operation", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": []`), `"request"`, `"operation": "FilterLogEvents", "request"`, 1),
	}, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	groups := func(batch int) []string {
		r := Runner{Batch: batch, Skip: SkipList{"b/listed": "known"}}
		var results []Result
		for _, c := range suite.Cases {
			results = append(results, Result{Case: c})
		}
		var list []string
		for _, j := range r.jobs(results) {
			var ids []string
			for _, res := range j.results {
				ids = append(ids, strings.TrimPrefix(res.Case.ID, "b/"))
			}
			if len(ids) > 1 {
				list = append(list, strings.Join(ids, " "))
			}
		}
		return list
	}
	if d := cmp.Diff([]string{"one two three"}, groups(5)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"one two three full many"}, groups(1000)); d != "" {
		t.Error(d)
	}
	if got := groups(1); got != nil {
		t.Errorf("batches of one message: %q", got)
	}
}

// TestBatchRequest checks that a message goes into a joined request as its
// case has it, and that the answer is cut where the cases meet.
func TestBatchRequest(t *testing.T) {
	j := &job{parts: []part{
		{pattern: json.RawMessage(`"a<b"`), messages: []json.RawMessage{[]byte(`"\ud800"`), []byte(`"<"`)}},
		{messages: []json.RawMessage{[]byte(`"é\u00e9"`)}},
		{messages: []json.RawMessage{[]byte(`"x"`), []byte(`"y"`)}},
	}}
	if d := cmp.Diff(`{"filterPattern":"a<b","logEventMessages":["\ud800","<","é\u00e9","x","y"]}`, string(j.request())); d != "" {
		t.Error(d)
	}
	responses, ok := j.split(json.RawMessage(`{"matches": [{"eventNumber": 2, "eventMessage": "<"}, {"eventNumber": 4}, {"eventNumber": 5, "more": 9007199254740993}]}`))
	got := []string{}
	for _, r := range responses {
		got = append(got, string(r))
	}
	want := []string{
		`{"matches":[{"eventMessage":"\u003c","eventNumber":2}]}`,
		`{"matches":[]}`,
		`{"matches":[{"eventNumber":1},{"eventNumber":2,"more":9007199254740993}]}`,
	}
	if d := cmp.Diff(want, got); !ok || d != "" {
		t.Error(ok, d)
	}
	for _, bad := range []string{
		``, `null`, `[]`, `{}`, `{"matches": null}`, `{"matches": []} x`, `{"matches": [], "matches": []}`, `{"matches": [], "a": 1}`,
		`{"matches": [null]}`, `{"matches": [{}]}`, `{"matches": [{"eventNumber": 0}]}`, `{"matches": [{"eventNumber": 6}]}`,
		`{"matches": [{"eventNumber": 2}, {"eventNumber": 2}]}`, `{"matches": [{"eventNumber": 4}, {"eventNumber": 3}]}`,
		`{"matches": [{"eventNumber": 1.0}]}`, `{"matches": [{"eventNumber": "1"}]}`, `{"matches": [{"eventNumber": 1, "eventNumber": 2}]}`,
		`{"matches": [{"EventNumber": 1}]}`, `{"matches": [1]}`, `{"matches": [{"eventNumber": 99999999999999999999}]}`,
	} {
		if responses, ok := j.split(json.RawMessage(bad)); ok {
			t.Errorf("%s is taken apart into %s", bad, responses)
		}
	}
}

// TestBatchThatHangs holds that a batch without an answer costs its cases
// nothing: each is asked alone, and only the one at fault fails.
func TestBatchThatHangs(t *testing.T) {
	suite, err := ParseSuite([]byte(`{"suite": "b", "cases": [` + strings.Join([]string{
		testCase("one", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a", "b"]}`, `"matched": [1]`),
		testCase("two", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["HANG"]}`, `"matched": []`),
		testCase("three", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["b", "a"]}`, `"matched": [2]`),
	}, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	var mutex sync.Mutex
	hung := []int{}
	target := Handlers{{DefaultService, DefaultOperation}: func(ctx context.Context, request json.RawMessage) (Answer, error) {
		var req struct {
			FilterPattern    string
			LogEventMessages []string
		}
		if err := json.Unmarshal(request, &req); err != nil {
			return Answer{}, err
		}
		if slices.Contains(req.LogEventMessages, "HANG") {
			mutex.Lock()
			hung = append(hung, len(req.LogEventMessages))
			mutex.Unlock()
			<-ctx.Done()
			return Answer{}, ctx.Err()
		}
		matches := []string{}
		for i, m := range req.LogEventMessages {
			if m == req.FilterPattern {
				matches = append(matches, fmt.Sprintf(`{"eventNumber":%d}`, i+1))
			}
		}
		return Answer{Response: json.RawMessage(`{"matches":[` + strings.Join(matches, ",") + `]}`)}, nil
	}}
	report := runWith(t, Runner{Target: target, Batch: MaxBatch, Timeout: 300 * time.Millisecond}, []*Suite{suite})
	want := []string{"b/one passed ", "b/two failed no answer: the target did not answer within 300ms", "b/three passed "}
	if d := cmp.Diff(want, statuses(report)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{5, 1}, hung); d != "" {
		t.Errorf("messages of the requests that hung:\n%s", d)
	}
}
