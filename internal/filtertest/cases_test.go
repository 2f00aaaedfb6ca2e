package filtertest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/filtertest"
)

// failures runs the one test of a text and returns what fails, each as its key
// and message.
func failures(t *testing.T, text string) []string {
	t.Helper()
	f, problems := parse(text)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	var out []string
	for _, failure := range runFiles(t, filtertest.Options{}, f).Results[0].Failures {
		out = append(out, failure.What+": "+failure.Message)
	}
	return out
}

const counted = `{filterPattern: ERROR, metricTransformations: [{metricName: E, metricNamespace: N, metricValue: 1}]}`

// TestAlarms: when an alarm looks, and at what.
func TestAlarms(t *testing.T) {
	const minutes = "Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold"
	at := func(minute string) string { return "2026-01-01T00:" + minute + ":00Z" }
	for _, tt := range []struct{ name, events, rest, alarm, expect string }{
		{"no datapoint, missing", "fine", "", "", "state: INSUFFICIENT_DATA, transitions: []"},
		{"no datapoint, ignore", "fine", "", ", TreatMissingData: ignore", "state: INSUFFICIENT_DATA, transitions: []"},
		{"no datapoint, breaching", "fine", "", ", TreatMissingData: breaching", "state: ALARM, transitions: [{timestamp: " + at("05") + ", state: ALARM}]"},
		{"no datapoint, notBreaching", "fine", "", ", TreatMissingData: notBreaching", "state: OK, transitions: [{timestamp: " + at("05") + ", state: OK}]"},
		{"before the first event", "ERROR", "from: " + at("03") + ", ", ", TreatMissingData: notBreaching",
			"transitions: [{timestamp: " + at("03") + ", state: OK}, {timestamp: " + at("05") + ", state: ALARM}]"},
		{"datapoints after the end are not seen", "ERROR", "from: " + at("03") + ", until: " + at("04") + ", ", "", "state: INSUFFICIENT_DATA"},
		{"datapoints before the start are not seen", "ERROR", "from: " + at("06") + ", until: " + at("06") + ", ", "", "state: INSUFFICIENT_DATA"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := failures(t, "tests: [{name: x, filter: "+counted+", events: [{message: "+tt.events+", timestamp: "+at("05")+"}], "+
				tt.rest+"alarms: [{alarm: {"+minutes+tt.alarm+"}, "+tt.expect+"}]}]")
			for _, f := range got {
				t.Error(f)
			}
		})
	}
}

// The time that an alarm is replayed over costs nothing where there are no
// datapoints.
func TestAlarmOverManyPeriods(t *testing.T) {
	got := failures(t, "tests: [{name: x, filter: "+counted+", events: [ERROR, {message: ERROR, timestamp: 9999-01-01T00:00:00Z}], "+
		"alarms: [{alarm: {Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: LessThanThreshold}, state: OK}]}]")
	if len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestDatapoints(t *testing.T) {
	const values = `{filterPattern: '{ $.v = * }', metricTransformations: [{metricName: E, metricNamespace: N, metricValue: $.v, dimensions: {D: $.d}}]}`
	for _, tt := range []struct {
		name, events, want string
		fails              bool
	}{
		{"sums of fractions", "{v: 0.1, d: a}, {v: 0.2, d: a}", "{sum: 0.3, dimensions: {D: a}}", false},
		{"not far enough apart", "{v: 1, d: a}", "{sum: 1.0000000001, dimensions: {D: a}}", false},
		{"far enough apart", "{v: 1, d: a}", "{sum: 1.00000001, dimensions: {D: a}}", true},
		{"nothing is not near to zero", "{v: 0, d: a}", "{sum: 0.0000000001, dimensions: {D: a}}", true},
		{"by dimensions", "{v: 2, d: b}, {v: 1, d: a}", "{sum: 1, dimensions: {D: a}}, {sum: 2, dimensions: {D: b}}", false},
		{"one too many", "{v: 2, d: b}, {v: 1, d: a}", "{sum: 1, dimensions: {D: a}}", true},
		{"one too few", "{v: 1, d: a}", "{sum: 1, dimensions: {D: a}}, {sum: 2, dimensions: {D: b}}", true},
		{"no dimension", "{v: 1}", "{sum: 1}", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			events := "[{message: " + strings.ReplaceAll(tt.events, "}, {", "}}, {message: {") + "}]"
			got := failures(t, "tests: [{name: x, filter: "+values+", events: "+events+", datapoints: ["+tt.want+"]}]")
			if (len(got) > 0) != tt.fails {
				t.Errorf("fails: %q, want %t", got, tt.fails)
			}
		})
	}
}

// Datapoints of a test are sorted by time first, whatever their dimensions.
func TestDatapointsByTime(t *testing.T) {
	const filter = `{filterPattern: '[v, d]', metricTransformations: [{metricName: E, metricNamespace: N, metricValue: $v, dimensions: {D: $d}}]}`
	for _, f := range failures(t, "tests: [{name: x, filter: "+filter+", events: [{message: 1 b, timestamp: 0}, {message: 2 a, timestamp: 60000}, {message: 3 b, timestamp: 120000}], "+
		"datapoints: [{timestamp: 0, sum: 1, dimensions: {D: b}}, {timestamp: 60000, sum: 2, dimensions: {D: a}}, {timestamp: 120000, sum: 3, dimensions: {D: b}}]}]") {
		t.Error(f)
	}
}

// TestMessages: a mapping becomes compact JSON, with numbers as they are
// spelled where JSON can say so.
func TestMessages(t *testing.T) {
	for _, tt := range []struct{ yaml, json string }{
		{`{b: 1, a: [x, 2.50, 1e3, -0]}`, `{"b":1,"a":["x",2.50,1e3,-0]}`},
		{`{hex: 0x1F, octal: 0o17, dot: .5, big: 123456789012345678901234567890, ones: 0xFFFFFFFFFFFFFFFF}`, `{"hex":31,"octal":15,"dot":0.5,"big":123456789012345678901234567890,"ones":18446744073709551615}`},
		{`{t: true, f: FALSE, n: ~, e: , d: 2026-01-01, s: "5", y: yes}`, `{"t":true,"f":false,"n":null,"e":null,"d":"2026-01-01","s":"5","y":"yes"}`},
		{`{q: "a\"b\\c\n\t\u0001é<&>"}`, `{"q":"a\"b\\c\n\t\u0001é<&>"}`},
		{`{x: &x {a: 1, b: 2}, y: {<<: *x, b: 3, c: 4}, z: *x}`, `{"x":{"a":1,"b":2},"y":{"b":3,"c":4,"a":1},"z":{"a":1,"b":2}}`},
		{`{x: {<<: [{a: 1}, {a: 2, b: 2}]}}`, `{"x":{"a":1,"b":2}}`},
		{`[1, {}]`, `[1,{}]`},
	} {
		f, problems := parse("tests: [{name: x, filter: {filterPattern: '[all]'}, events: [{message: " + tt.yaml + ", extractedValues: {$all: x}}]}]")
		if len(problems) > 0 {
			t.Fatal(problems[0])
		}
		diff := runFiles(t, filtertest.Options{}, f).Results[0].Failures[0].Diff
		got := strings.TrimPrefix(diff[len(diff)-1], "+ $all: ")
		if want := quoted(t, tt.json); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", tt.yaml, got, want)
		}
	}
}

// quoted is how a difference shows a message.
func quoted(t *testing.T, message string) string {
	t.Helper()
	diff := ""
	f, problems := parse("tests: [{name: x, filter: {filterPattern: '[all]'}, events: [{message: '" + message + "', extractedValues: {$all: x}}]}]")
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	lines := runFiles(t, filtertest.Options{}, f).Results[0].Failures[0].Diff
	diff = lines[len(lines)-1]
	return strings.TrimPrefix(diff, "+ $all: ")
}

// A filter that does not select the account extracts nothing, though its
// pattern matches.
func TestCriteria(t *testing.T) {
	got := failures(t, `tests: [{name: x, account: "2", filter: {filterPattern: '[a]', fieldSelectionCriteria: '@aws.account = "1"'}, events: [{message: b, verdict: match, extractedValues: {$a: b}}]}]`)
	want := []string{"verdict: want match, got no match", "extractedValues: the log event does not match, so nothing is extracted"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// Of a file with many wrong events the first are shown.
func TestManyWrongEvents(t *testing.T) {
	loader := filtertest.NewLoader(func(string) ([]byte, error) { return []byte(strings.Repeat("fine\n", 7)), nil }, nil)
	f, problems := loader.Parse("x.logsieve.yaml", []byte("tests: [{name: x, filter: {filterPattern: ERROR}, events: [{file: a.log, verdict: match}]}]"))
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	results := runFiles(t, filtertest.Options{}, f).Results
	var got []string
	for _, failure := range results[0].Failures {
		got = append(got, failure.Message)
	}
	want := []string{"a.log line 1: want match, got no match", "a.log line 2: want match, got no match", "a.log line 3: want match, got no match", "4 more log events of a.log"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	// They all agree, so that one word can say it.
	if u := filtertest.NewUpdate(f, results); !strings.Contains(string(u.Data), "verdict: no match}") {
		t.Errorf("updated to %s", u.Data)
	}
}

// TestTimesOfFiles: where the log events of a file have their times from.
func TestTimesOfFiles(t *testing.T) {
	for _, tt := range []struct{ name, data string }{
		{"a.json", `{"events": [{"timestamp": 120000, "message": "1970-01-01T00:00:00Z ERROR"}]}`},
		{"a.json", `[{"eventTime": "1970-01-01T00:02:00Z", "m": "ERROR"}]`},
		{"a.log", "1970-01-01T00:02:00Z ERROR\n"},
		{"a.jsonl", `{"@timestamp": "1970-01-01T00:02:00Z", "m": "ERROR"}`},
		{"a.jsonl", `{"time": 120, "m": "ERROR"}`},
	} {
		loader := filtertest.NewLoader(func(string) ([]byte, error) { return []byte(tt.data), nil }, nil)
		f, problems := loader.Parse("x.logsieve.yaml", []byte("tests: [{name: x, filter: "+counted+", events: [{file: "+tt.name+"}], datapoints: [{timestamp: 120000, sum: 1}]}]"))
		if len(problems) > 0 {
			t.Fatal(problems[0])
		}
		if fs := runFiles(t, filtertest.Options{}, f).Results[0].Failures; len(fs) > 0 {
			t.Errorf("%s %s: %q", tt.name, tt.data, fs[0].Diff)
		}
	}
}

func TestTwoResourcesOfAnAddress(t *testing.T) {
	block := `resource "aws_cloudwatch_log_metric_filter" "f" { pattern = "WARN" }` + "\n"
	loader := filtertest.NewLoader(func(string) ([]byte, error) { return []byte(block + block), nil }, func(string) ([]string, error) { return nil, nil })
	_, problems := loader.Parse("x.logsieve.yaml", []byte("tests: [{name: x, filter: a.tf#aws_cloudwatch_log_metric_filter.f, events: [{message: a, verdict: match}]}]"))
	if len(problems) != 1 || problems[0].Message != "a.tf has several resources aws_cloudwatch_log_metric_filter.f" {
		t.Errorf("got %v", problems)
	}
}
