package filtertest_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/filtertest"
)

var update = flag.Bool("update", false, "rewrite golden files")

func diskLoader() *filtertest.Loader {
	return filtertest.NewLoader(os.ReadFile, func(dir string) ([]string, error) {
		entries, err := os.ReadDir(dir)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names, err
	})
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got)\n%s", name, d)
	}
}

func load(t *testing.T, name string) *filtertest.File {
	t.Helper()
	f, problems, err := diskLoader().Load(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	return f
}

// parse reads a text as if it stood in testdata.
func parse(text string) (*filtertest.File, []*filtertest.Problem) {
	return diskLoader().Parse("testdata/x.logsieve.yaml", []byte(text))
}

func runFiles(t *testing.T, options filtertest.Options, files ...*filtertest.File) *filtertest.Report {
	t.Helper()
	r, err := filtertest.Run(t.Context(), files, options)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReports(t *testing.T) {
	files := []*filtertest.File{load(t, "testdata/fail.logsieve.yaml"), load(t, "testdata/pass.logsieve.yaml")}
	r := runFiles(t, filtertest.Options{Coverage: true}, files...)
	for name, write := range map[string]func(io.Writer) error{
		"text":    func(w io.Writer) error { return r.WriteText(w, filtertest.TextOptions{}) },
		"verbose": func(w io.Writer) error { return r.WriteText(w, filtertest.TextOptions{Verbose: true, Color: true}) },
		"json":    r.WriteJSON,
		"junit":   r.WriteJUnit,
		"tap":     r.WriteTAP,
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, "report."+name, b.Bytes())
	}
}

func TestUpdate(t *testing.T) {
	f := load(t, "testdata/fail.logsieve.yaml")
	u := filtertest.NewUpdate(f, runFiles(t, filtertest.Options{}, f).Results)
	golden(t, "update.diff", u.Diff)
	// What is left is what no recording can settle.
	var left []string
	for _, failure := range u.Left {
		left = append(left, failure.What)
	}
	if d := cmp.Diff([]string{"verdict", "because", "alarms"}, left); d != "" {
		t.Errorf("left (-want +got)\n%s", d)
	}
	// After the update nothing but that fails, and there is nothing to update.
	again, problems := diskLoader().Parse(f.Name, u.Data)
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems[0], u.Data)
	}
	r := runFiles(t, filtertest.Options{}, again)
	var still []string
	for _, failure := range r.Results[1].Failures {
		still = append(still, failure.What)
	}
	if d := cmp.Diff([]string{"verdict", "because", "alarms"}, still); d != "" {
		t.Errorf("fails after the update (-want +got)\n%s", d)
	}
	if u := filtertest.NewUpdate(again, r.Results); len(u.Diff) > 0 {
		t.Errorf("a second update changes\n%s", u.Diff)
	}
}

// TestUpdateKeeps holds the update to what stands around what it writes.
func TestUpdateKeeps(t *testing.T) {
	const head = "filters: {f: {filterPattern: '[a, b=2*]', metricTransformations: [{metricName: m, metricNamespace: n, metricValue: $b}]}}\ntests:\n"
	for _, tt := range []struct{ name, before, after string }{
		{"an empty value before a comment",
			"  - name: x\n    events:\n      - message: 1 22\n        verdict: # what?\n        extractedValues: # all\n",
			"  - name: x\n    events:\n      - message: 1 22\n        verdict: match # what?\n        extractedValues:\n          $a: '1'\n          $b: '22' # all\n"},
		{"null in a flow mapping",
			"  - {name: x, events: [{message: 1 22, verdict: null, because: , datapoints: ~}]}\n",
			"  - {name: x, events: [{message: 1 22, verdict: match, because: 'b=2*', datapoints: [{value: 22}]}]}\n"},
		{"a wide character before it",
			"  - {name: é😀, events: [{message: é 22, verdict: no match}]} # ü\n",
			"  - {name: é😀, events: [{message: é 22, verdict: match}]} # ü\n"},
		{"quotes and escapes",
			"  - name: x\n    events:\n      - message: \"1's \\\"22 \\u00e9\\t\\\"\"\n        extractedValues: {'$a': 'it''s # }', \"$b\": \"\\\" }\"}\n",
			"  - name: x\n    events:\n      - message: \"1's \\\"22 \\u00e9\\t\\\"\"\n        extractedValues: {'$a': \"1's\", \"$b\": \"22 é\\t\"}\n"},
		{"lists shrink and grow",
			"  - name: x\n    events:\n      - message: 1 22\n        datapoints: []\n      - message: 1 33\n        datapoints:\n          - value: 1\n          # gone\n          - value: 2\n        verdict: no match\n",
			"  - name: x\n    events:\n      - message: 1 22\n        datapoints:\n          - {value: 22}\n      - message: 1 33\n        datapoints: []\n        verdict: no match\n"},
		{"lists that are not indented",
			"  - name: x\n    events:\n    - message: 1 22\n      verdict: match\n    datapoints:\n    - sum: 2\n    - sum: 3\n",
			"  - name: x\n    events:\n    - message: 1 22\n      verdict: match\n    datapoints:\n      - {sum: 22}\n"},
		{"Windows line ends",
			"  - name: x\r\n    events:\r\n      - message: 1 22\r\n        verdict:\r\n        because: a # no\r\n",
			"  - name: x\r\n    events:\r\n      - message: 1 22\r\n        verdict: match\r\n        because: 'b=2*' # no\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, problems := parse(head + tt.before)
			if len(problems) > 0 {
				t.Fatal(problems[0])
			}
			u := filtertest.NewUpdate(f, runFiles(t, filtertest.Options{}, f).Results)
			if d := cmp.Diff(head+tt.after, string(u.Data)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			if len(u.Left) > 0 {
				t.Errorf("left: %+v", u.Left[0])
			}
			f, problems = parse(string(u.Data))
			if len(problems) > 0 || runFiles(t, filtertest.Options{}, f).Failed() > 0 {
				t.Errorf("does not pass after the update: %v", problems)
			}
		})
	}
}

func TestUpdateBehindAByteOrderMark(t *testing.T) {
	const text = "\ufefftests: [{name: x, filter: {filterPattern: a}, events: [{message: b, verdict: match}]}]\n"
	f, problems := parse(text)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	u := filtertest.NewUpdate(f, runFiles(t, filtertest.Options{}, f).Results)
	if d := cmp.Diff(strings.Replace(text, "verdict: match", "verdict: no match", 1), string(u.Data)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestEveryExpectationBites changes one thing in a file of tests that pass,
// and one must fail.
func TestEveryExpectationBites(t *testing.T) {
	data, err := os.ReadFile("testdata/pass.logsieve.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if f, problems := parse(string(data)); len(problems) > 0 || runFiles(t, filtertest.Options{}, f).Failed() > 0 {
		t.Fatal("the tests do not pass")
	}
	for _, tt := range []struct{ from, to, what string }{
		{"{type: Root}}\n        verdict: match", "{type: Root}}\n        verdict: no match", "verdict"},
		{"invokedBy: support}\n        verdict: no match", "invokedBy: support}\n        verdict: match", "verdict"},
		{`because: [$.userIdentity.type="Root", `, `because: [$.userIdentity.type="Roots", `, "because"},
		{"because: $.userIdentity.invokedBy NOT EXISTS", `because: $.eventType != "AwsServiceEvent"`, "because"},
		{"because: the message is not one JSON object", `because: $.eventType != "AwsServiceEvent"`, "because"},
		{"because: the message has too few values", "because: status=5*", "because"},
		{"because: -retry", "because: ERROR", "because"},
		{"[{value: 1, unit: None}]", "[{value: 2}]", "datapoints"},
		{"[{value: 1, unit: None}]", "[{value: 1, unit: Count}]", "datapoints"},
		{"[{value: 1, unit: None}]", "[{value: 1, dimensions: {A: b}}]", "datapoints"},
		{"[{value: 1, unit: None}]", "[]", "datapoints"},
		{"NOT EXISTS\n        datapoints: []", "NOT EXISTS\n        datapoints: [{value: 1}]", "datapoints"},
		{"matches: [2]", "matches: [2, 3]", "matches"},
		{"matches: [3, 4]", "matches: [3]", "matches"},
		{"matches: [2]", "verdict: match", "verdict"},
		{"        state: OK", "        state: ALARM", "state"},
		{"        state: OK", "        state: INSUFFICIENT_DATA", "state"},
		{"timestamp: 2026-01-01T00:20:00Z, state: OK", "timestamp: 2026-01-01T00:15:00Z, state: OK", "transitions"},
		{"\n          - {timestamp: 2026-01-01T00:20:00Z, state: OK}", "", "transitions"},
		{"until: 2026-01-01T00:20:00Z", "until: 2026-01-01T00:10:00Z", "state"},
		{"Threshold: 15", "Threshold: 25", "state"},
		{"Statistic: Sum", "Statistic: SampleCount", "state"},
		{"GreaterThanThreshold", "LessThanThreshold", "state"},
		{"DatapointsToAlarm: 1", "DatapointsToAlarm: 2", "state"},
		{"MetricName: Bytes\n          Namespace", "MetricName: Byte\n          Namespace", "alarms"},
		{"          Unit: Bytes\n        state", "          Unit: Count\n        state", "alarms"},
		{"aws_cloudwatch_metric_alarm.root", "aws_cloudwatch_metric_alarm.elsewhere", "alarms"},
		{"{$status: 500,", "{$status: 501,", "extractedValues"},
		{"$nobody: null", "$ip: null", "extractedValues"},
		{"$nobody: null", "$nobody: ''", "extractedValues"},
		{"value: 7, dimensions: {Status: \"500\"}", "value: 7", "datapoints"},
		{"sum: 17", "sum: 17.001", "datapoints"},
		{"sampleCount: 2", "sampleCount: 3", "datapoints"},
		{"sum: 7, minimum: 7, maximum: 7, average: 7", "sum: 7, minimum: 6, maximum: 7, average: 7", "datapoints"},
		{"sum: 7, minimum: 7, maximum: 7, average: 7", "sum: 7, minimum: 7, maximum: 7, average: 8", "datapoints"},
		{"{timestamp: 2026-01-01T00:01:00Z, sum: 20", "{timestamp: 2026-01-01T00:02:00Z, sum: 20", "datapoints"},
		{"every: 1m", "every: 2m", "datapoints"},
		{"repeat: 2", "repeat: 3", "datapoints"},
		{"because: ERROR, extractedValues: {}", "because: ERROR, extractedValues: {$a: b}", "extractedValues"},
		{`account: "111122223333"`, `account: "000000000000"`, "verdict"},
		{"[{value: 0}]", "[]", "datapoints"},
		{"infra/alarms.tf#aws_cloudwatch_log_metric_filter.root_login", "{filterPattern: '{ $.a = 1 }', metricTransformations: [{metricName: RootLogin, metricNamespace: CIS, metricValue: '1'}]}", "verdict"},
	} {
		t.Run(tt.from+" "+tt.to, func(t *testing.T) {
			text := strings.Replace(string(data), tt.from, tt.to, 1)
			if text == string(data) {
				t.Fatal("nothing was replaced")
			}
			f, problems := parse(text)
			if len(problems) > 0 {
				t.Fatal(problems[0])
			}
			found := false
			for _, res := range runFiles(t, filtertest.Options{}, f).Results {
				for _, failure := range res.Failures {
					found = found || failure.What == tt.what
				}
			}
			if !found {
				t.Errorf("no %s fails", tt.what)
			}
		})
	}
}

func TestRunByName(t *testing.T) {
	f := load(t, "testdata/pass.logsieve.yaml")
	r := runFiles(t, filtertest.Options{Name: regexp.MustCompile("^words|account$")}, f)
	var names []string
	for _, res := range r.Results {
		names = append(names, res.Name)
	}
	if d := cmp.Diff([]string{"words", "another account", "the account"}, names); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestBecause: a condition decides when it is one of a set that suffices and
// needs each of its members.
func TestBecause(t *testing.T) {
	const pattern = `{ ($.a = 1 || $.b = 2) && $.c = 3 }`
	for _, tt := range []struct {
		message, because string
		want             bool
	}{
		{`{"a":1,"c":3}`, `$.a = 1`, true},
		{`{"a":1,"c":3}`, `$.b = 2`, false},
		{`{"a":1,"c":3}`, `$.c = 3`, true},
		{`{"a":1,"b":2,"c":3}`, `$.a = 1`, true},
		{`{"a":1,"b":2,"c":3}`, `$.b=2`, true}, // the other of the two suffices, too
		{`{"a":1,"b":2}`, `$.c = 3`, true},
		{`{"a":1,"b":2}`, `$.a = 1`, false},
		{`{}`, `$.a = 1`, true}, // both of the "or" fail, which suffices
		{`{}`, `$.c = 3`, true},
		{`{"c":3}`, `$.c = 3`, false},
		{`{"c":3}`, `$.a = 1`, true},
		{`x`, `$.c = 3`, false},
		{`x`, `the message is not one JSON object`, true},
		{`{}`, `the message is not one JSON object`, false},
		{`{}`, `$.d = 4`, false},
	} {
		f, problems := parse("tests:\n  - name: x\n    filter: {filterPattern: '" + pattern + "'}\n    events: [{message: '" + tt.message + "', because: '" + tt.because + "'}]\n")
		if len(problems) > 0 {
			t.Fatal(problems[0])
		}
		if got := runFiles(t, filtertest.Options{}, f).Failed() == 0; got != tt.want {
			t.Errorf("%s because %s: %t, want %t", tt.message, tt.because, got, tt.want)
		}
	}
}

// A true condition in an "and" that fails has no part in an "or" that holds.
func TestBecauseLooksAtTheWholeTree(t *testing.T) {
	for because, want := range map[string]int{"$.a = 1": 1, "$.b = 2": 1, "$.c = 3": 0} {
		got := failures(t, "tests: [{name: x, filter: {filterPattern: '{ ($.a = 1 && $.b = 2) || $.c = 3 }'}, events: [{message: {a: 1, c: 3}, because: "+because+"}]}]")
		if len(got) != want {
			t.Errorf("%s: %q", because, got)
		}
	}
}

func TestCoverage(t *testing.T) {
	text := "filters: {a: {filterPattern: '{ $.x = 1 && $.y = 2 }'}, unused: {filterPattern: ERROR}}\n" +
		"tests:\n  - {name: t, filter: a, events: [{message: {x: 1}, verdict: no match}, {message: {x: 2}, verdict: no match}, {message: no JSON, verdict: no match}]}\n"
	f, problems := parse(text)
	if len(problems) > 0 {
		t.Fatal(problems[0])
	}
	c := runFiles(t, filtertest.Options{Coverage: true}, f).Coverage
	if covered, all := c.Count(); covered != 1 || all != 3 {
		t.Errorf("%d of %d, want 1 of 3", covered, all)
	}
	x, y := c.Filters[0].Conditions[0], c.Filters[0].Conditions[1]
	if x.True != 1 || x.False != 1 || y.True != 0 || y.False != 2 {
		t.Errorf("%+v %+v", *x, *y)
	}
}

func TestUnreadable(t *testing.T) {
	_, _, err := diskLoader().Load("testdata/missing.logsieve.yaml")
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
