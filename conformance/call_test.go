package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// misbehaving does what its request says instead of answering.
func misbehaving(ctx context.Context, request json.RawMessage) (Answer, error) {
	switch text := string(request); {
	case strings.Contains(text, "PANIC"):
		var none []int
		return Answer{}, fmt.Errorf("%d", none[3])
	case strings.Contains(text, "GOEXIT"):
		runtime.Goexit()
	case strings.Contains(text, "HANG"):
		select {} // whatever becomes of the context
	case strings.Contains(text, "WAIT"):
		<-ctx.Done()
		return Answer{}, ctx.Err()
	}
	return Answer{Response: json.RawMessage(`{"matches": []}`)}, nil
}

// TestCallsThatDoNotReturn holds that what an in-process target does instead
// of answering costs the case at hand and no other, also where one case runs
// at a time.
func TestCallsThatDoNotReturn(t *testing.T) {
	var cases []string
	for i, text := range []string{"fine", "PANIC", "fine", "GOEXIT", "fine", "HANG", "WAIT", "fine"} {
		cases = append(cases, testCase(fmt.Sprintf("%d-%s", i, text), `"T1"`, `{"filterPattern": "a", "logEventMessages": ["`+text+`"]}`, `"matched": []`))
	}
	suite, err := ParseSuite([]byte(`{"suite": "b", "cases": [` + strings.Join(cases, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	target := Handlers{{DefaultService, DefaultOperation}: misbehaving}
	for _, parallel := range []int{1, 3} {
		r := Runner{Target: target, Parallel: parallel, Timeout: 300 * time.Millisecond}
		want := []string{
			"b/0-fine passed ",
			"b/1-PANIC failed no answer: panic: runtime error: index out of range [3] with length 0",
			"b/2-fine passed ",
			"b/3-GOEXIT failed no answer: the target ended its goroutine",
			"b/4-fine passed ",
			"b/5-HANG failed no answer: the target did not answer within 300ms",
			"b/6-WAIT failed no answer: the target did not answer within 300ms",
			"b/7-fine passed ",
		}
		if d := cmp.Diff(want, statuses(runWith(t, r, []*Suite{suite}))); d != "" {
			t.Errorf("%d at a time: %s", parallel, d)
		}
	}
}

// TestSkipListHolds says what a skip list does to a case that has no answer,
// and to one whose operation is not known.
func TestSkipListHolds(t *testing.T) {
	suite, err := ParseSuite([]byte(`{"suite": "b", "cases": [` + strings.Join([]string{
		testCase("crash", `"T1"`, `{"filterPattern": "PANIC", "logEventMessages": ["a"]}`, `"matched": []`),
		testCase("passes", `"T1"`, `{"filterPattern": "a", "logEventMessages": ["a"]}`, `"matched": []`),
		strings.Replace(testCase("unknown", `"T1"`, `{}`, `"valid": true`), `"request"`, `"operation": "PutTeapot", "request"`, 1),
	}, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	target := Handlers{{DefaultService, DefaultOperation}: misbehaving}
	r := Runner{Target: target, Skip: SkipList{"b/crash": "crashes", "b/passes": "slow", "b/unknown": "no teapot"}, Batch: MaxBatch}
	want := []string{
		"b/crash skipped crashes",
		"b/passes failed the case passes: remove it from the skip list (slow)",
		"b/unknown skipped operation not supported by target",
	}
	if d := cmp.Diff(want, statuses(runWith(t, r, []*Suite{suite}))); d != "" {
		t.Error(d)
	}
}

// TestExecCostsItsCases plays a suite in which a program crashes and babbles,
// several copies of it side by side.
func TestExecCostsItsCases(t *testing.T) {
	x := program(t, 0)
	var cases []string
	for i, text := range []string{"fine", "CRASH", "fine", "BABBLE", "LAST", "fine", "SILENT", "LAST", "fine"} {
		cases = append(cases, testCase(fmt.Sprintf("%d-%s", i, text), `"T1"`, `{"filterPattern": "a", "logEventMessages": ["`+text+`"]}`, `"valid": true`))
	}
	suite, err := ParseSuite([]byte(`{"suite": "b", "cases": [` + strings.Join(cases, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, parallel := range []int{1, 4} {
		for _, res := range runWith(t, Runner{Target: x, Parallel: parallel}, []*Suite{suite}).Results {
			fine := strings.HasSuffix(res.Case.ID, "fine") || strings.HasSuffix(res.Case.ID, "LAST")
			if (res.Status == Passed) != fine {
				t.Errorf("%d at a time: %s %s: %s", parallel, res.Case.ID, res.Status, res.Detail)
			}
		}
	}
}
