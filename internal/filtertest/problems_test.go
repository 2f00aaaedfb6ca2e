package filtertest_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"

	"github.com/logsieve/logsieve/internal/filtertest"
)

// wrong are test files with one mistake each.
type wrong struct {
	name, text string
	want       string // the first problem
	// schema is set when a mistake is of a kind that a schema cannot see: it is
	// in a filter pattern, in another file, or in how things go together.
	schema bool
}

const (
	fine   = "filters: {f: {filterPattern: ERROR}}\n"
	counts = "filters: {f: {filterPattern: ERROR, metricTransformations: [{metricName: E, metricNamespace: N, metricValue: '1'}]}}\n"
	alarm  = "Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanThreshold"
)

func wrongFiles() []wrong {
	event := func(rest string) string {
		return fine + "tests:\n  - {name: x, events: [{message: ERROR, " + rest + "}]}\n"
	}
	alarmTest := func(rest string) string {
		return counts + "tests:\n  - {name: x, events: [ERROR], alarms: [{" + rest + "}]}\n"
	}
	filter := func(rest string) string {
		return "tests:\n  - {name: x, filter: " + rest + ", events: [{message: a, verdict: match}]}\n"
	}
	return []wrong{
		{"empty", "", "1:1: the file is empty; it needs tests", false},
		{"no YAML", "a: b: c", "1:5: not YAML: mapping values are not allowed in this context", true},
		{"a list", "[]", "1:1: the test file must be a mapping", false},
		{"no tests", fine, "1:1: the test file needs tests", false},
		{"no test", fine + "tests: []", "2:8: tests is empty", false},
		{"a key twice", fine + fine + "tests: []", `2:1: the key "filters" appears twice`, true},
		{"top key", fine + "test: []", `2:1: unknown key "test" in the test file; did you mean tests?`, false},
		{"test key", fine + "tests:\n  - {name: x, event: []}", `3:15: unknown key "event" in the test; did you mean events?`, false},
		{"event key", event("verdikt: match"), `3:41: unknown key "verdikt" in the event; did you mean verdict?`, false},
		{"event key of another case", event("ExtractedValues: {}"), `3:41: unknown key "ExtractedValues" in the event; did you mean extractedValues?`, false},
		{"filter key", filter("{pattern: ERROR}"), `2:24: unknown key "pattern" in the filter; one of filterPattern, metricTransformations, filterName, logGroupName, fieldSelectionCriteria, emitSystemFieldDimensions, applyOnTransformedLogs`, false},
		{"transformation key", strings.Replace(counts, "metricName", "name", 1), `1:62: unknown key "name" in the metric transformation; one of metricName, metricNamespace, metricValue, defaultValue, dimensions, unit`, false},
		{"alarm key", alarmTest("state: OK, alarm: {threshold: 1}"), `3:61: unknown key "threshold" in the alarm; did you mean Threshold?`, false},
		{"alarm test key", alarmTest("states: OK, alarm: {" + alarm + "}"), `3:42: unknown key "states" in the alarm test; did you mean state?`, false},
		{"datapoint key", counts + "tests:\n  - {name: x, events: [ERROR], datapoints: [{Sum: 1}]}", `3:46: unknown key "Sum" in the datapoint; did you mean sum?`, false},
		{"transition key", alarmTest("transitions: [{time: 1, state: OK}], alarm: {" + alarm + "}"), `3:57: unknown key "time" in the transition; one of timestamp, state`, false},

		{"verdict", event("verdict: matches"), `3:50: verdict must be one of match, no match`, false},
		{"verdict of another type", event("verdict: true"), `3:50: verdict must be a text; write "true"`, false},
		{"nothing expected", event("timestamp: 1"), `3:24: the event expects nothing; write verdict: match or verdict: no match`, true},
		{"message of another type", strings.Replace(event("verdict: match"), "ERROR, v", "5, v", 1), `3:34: message must be a text; write "5"`, false},
		{"empty message", strings.Replace(event("verdict: match"), "ERROR, v", "'', v", 1), `3:34: message is empty; CloudWatch Logs does not accept empty log events`, false},
		{"no message", fine + "tests:\n  - {name: x, events: [{verdict: match}]}", "3:24: the event needs a message or a file", false},
		{"both", event("file: access.log"), "3:47: an event has a message or a file, not both", false},
		{"file with values", strings.Replace(event("extractedValues: {}"), "message: ERROR", "file: access.log", 1), "3:60: extractedValues is for a message; a file has its own times and many events", false},
		{"message with lines", event("matches: [1]"), "3:50: matches is for a file; write verdict: match or verdict: no match", false},
		{"lines that fall", strings.Replace(event("matches: [2, 1]"), "message: ERROR", "file: access.log", 1), "3:52: the lines of matches must rise", true},
		{"missing file", strings.Replace(event("verdict: match"), "message: ERROR", "file: acces.log", 1), "3:31: testdata/acces.log: no such file or directory", true},
		{"every without time", event("verdict: match, every: 1m"), "3:64: every needs a timestamp to count from", false},
		{"span", event("verdict: match, timestamp: 1, every: often"), "3:78: every must be a time span such as 10s or 5m, a day at most", true},
		{"time", event("verdict: match, timestamp: yesterday"), "3:68: timestamp must be a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970", false},
		{"values of no match", event("verdict: no match, extractedValues: {a: b}"), "3:77: extractedValues is for log events that match", true},
		{"because nothing", event("because: []"), "3:50: because names no condition", false},
		{"value is not a number", counts + "tests:\n  - {name: x, events: [{message: ERROR, datapoints: [{value: one}]}]}", "3:62: value must be a number", false},
		{"a datapoint of nothing", counts + "tests:\n  - {name: x, events: [ERROR], datapoints: [{timestamp: 1}]}", "3:45: the datapoint needs sum, average, minimum, maximum, sampleCount", false},
		{"message key twice", strings.Replace(event("verdict: match"), "ERROR, v", "{a: 1, a: 2}, v", 1), `3:34: message: line 3: the key "a" appears twice`, true},
		{"message in a circle", strings.Replace(event("verdict: match"), "ERROR, v", "&m [*m], v", 1), "3:34: message: nests deeper than 100", true},

		{"two tests of a name", fine + "tests:\n  - &t {name: x, events: [{message: a, verdict: match}]}\n  - *t", `4:5: there is a test "x" already`, true},
		{"no name", fine + "tests:\n  - {events: [{message: a, verdict: match}]}", "3:5: the test needs a name", false},
		{"no filter", "tests:\n  - {name: x, events: [{message: a, verdict: match}]}", "2:5: the test needs a filter: there are 0 under filters", true},
		{"no such filter", strings.Replace(event("verdict: match"), "name: x", "name: x, filter: g", 1), `3:23: there is no filter "g" under filters; did you mean f?`, true},
		{"no pattern", filter("{filterName: x}"), "2:23: the filter needs a filterPattern", false},
		{"invalid pattern", filter("{filterPattern: '{ $.a IS NUL }'}"), "2:39: invalid filterPattern", true},
		{"refused filter", strings.Replace(counts, "'1'", "length", 1) + "tests: [{name: x, events: [{message: a, verdict: match}]}]", "1:14: CloudWatch Logs refuses the filter: Invalid metric transformation: metric value length must be a valid number", true},
		{"two transformations", strings.Replace(counts, "'1'}", "'1'}, {metricName: E, metricNamespace: N, metricValue: '1'}", 1) + "tests: [{name: x, events: [{message: a, verdict: match}]}]", "1:14: CloudWatch Logs refuses the filter: 1 validation error detected: Value at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1", false},
		{"no metric", fine + "tests:\n  - {name: x, events: [ERROR], datapoints: []}", "3:5: the filter f has no metric transformation, so there are no datapoints", true},
		{"account", "filters: {f: {filterPattern: ERROR, fieldSelectionCriteria: '@aws.account = \"1\"'}}\ntests: [{name: x, events: [{message: a, verdict: match}]}]", "2:9: the filter uses @aws.account; say with account what it is", true},

		{"misspelt address", filter("infra/alarms.tf#aws_cloudwatch_log_metric_filter.root_logn"), "2:23: testdata/infra/alarms.tf has no filter aws_cloudwatch_log_metric_filter.root_logn; did you mean aws_cloudwatch_log_metric_filter.root_login?", true},
		{"other address", filter("infra/alarms.tf#x"), "2:23: testdata/infra/alarms.tf has no filter x; it has aws_cloudwatch_log_metric_filter.root_login, aws_cloudwatch_log_metric_filter.unknown", true},
		{"address of an alarm", filter("infra/alarms.tf#aws_cloudwatch_metric_alarm.root"), "2:23: testdata/infra/alarms.tf has no filter aws_cloudwatch_metric_alarm.root; it has aws_cloudwatch_log_metric_filter.root_login, aws_cloudwatch_log_metric_filter.unknown", true},
		{"missing configuration", filter("infra/x.tf#a.b"), "2:23: testdata/infra/x.tf: no such file or directory", true},
		{"no address", filter("'infra/alarms.tf#'"), `2:23: "infra/alarms.tf#" is not a reference: write FILE#ADDRESS, such as infra/alarms.tf#aws_cloudwatch_log_metric_filter.root_login`, true},
		{"unknown pattern", filter("infra/alarms.tf#aws_cloudwatch_log_metric_filter.unknown"), "2:23: the filterPattern of infra/alarms.tf#aws_cloudwatch_log_metric_filter.unknown depends on var.pattern, which infra/alarms.tf does not tell", true},

		{"nothing expected of an alarm", alarmTest("alarm: {" + alarm + "}"), "3:41: nothing is expected of the alarm; write state: ALARM, OK or INSUFFICIENT_DATA", false},
		{"no alarm", alarmTest("state: OK"), "3:41: the alarm test needs an alarm", false},
		{"incomplete alarm", alarmTest("state: OK, alarm: {Statistic: Sum}"), "3:60: the alarm needs Period", false},
		{"state", alarmTest("state: Alarm, alarm: {" + alarm + "}"), `3:49: the state must be one of OK, ALARM, INSUFFICIENT_DATA; did you mean ALARM?`, false},
		{"statistic", alarmTest("state: OK, alarm: {" + strings.Replace(alarm, "Sum", "sum", 1) + "}"), `3:72: Statistic must be one of Sum, Average, Minimum, Maximum, SampleCount; did you mean Sum?`, false},
		{"operator", alarmTest("state: OK, alarm: {" + strings.Replace(alarm, "GreaterThanThreshold", "'>'", 1) + "}"), "3:145: ComparisonOperator must be one of GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanOrEqualToThreshold, LessThanThreshold", false},
		{"period", alarmTest("state: OK, alarm: {" + strings.Replace(alarm, "60", "30", 1) + "}"), "3:60: the alarm's Period must be a multiple of 60: metric filters publish no metrics of high resolution", false},
		{"range", alarmTest("state: OK, alarm: {" + strings.Replace(alarm, "EvaluationPeriods: 1", "EvaluationPeriods: 1441", 1) + "}"), "3:60: the alarm's EvaluationPeriods × Period must be a day at most, or a week with a Period of an hour or longer", true},
		{"M of N", alarmTest("state: OK, alarm: {DatapointsToAlarm: 2, " + alarm + "}"), "3:60: the alarm's DatapointsToAlarm must be from 1 to EvaluationPeriods", true},
		{"percentile", alarmTest("state: OK, alarm: infra/alarms.tf#aws_cloudwatch_metric_alarm.percentile"), "3:60: the alarm infra/alarms.tf#aws_cloudwatch_metric_alarm.percentile has ExtendedStatistic; only alarms with a Statistic of one metric and a fixed Threshold can be tested", true},
		{"misspelt alarm", alarmTest("state: OK, alarm: infra/alarms.tf#aws_cloudwatch_metric_alarm.rot"), "3:60: testdata/infra/alarms.tf has no alarm aws_cloudwatch_metric_alarm.rot; did you mean aws_cloudwatch_metric_alarm.root?", true},
		{"end before start", strings.Replace(event("verdict: match"), "name: x", "name: x, from: 2, until: 1", 1), "3:5: from is after until", true},
	}
}

func TestProblems(t *testing.T) {
	for _, tt := range wrongFiles() {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := parse(tt.text)
			if len(problems) == 0 {
				t.Fatal("no problem")
			}
			sep := ":"
			if problems[0].Line == 0 {
				sep = ": "
			}
			if got := problems[0].Error(); got != "testdata/x.logsieve.yaml"+sep+tt.want {
				t.Errorf("got  %s\nwant testdata/x.logsieve.yaml%s%s", got, sep, tt.want)
			}
		})
	}
}

func TestInvalidPatternShowsThePlace(t *testing.T) {
	_, problems := parse("tests:\n  - {name: x, filter: {filterPattern: '{ $.a IS NUL }'}, events: [{message: a, verdict: match}]}\n")
	if text := strings.Join(problems[0].Detail, "\n"); !strings.Contains(text, "filterPattern:1:10: error: IS must be followed by NULL, TRUE or FALSE, not by NUL") || !strings.Contains(text, "^^^") {
		t.Errorf("got %s", text)
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", bytes.NewReader(filtertest.Schema())); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is a YAML text as an editor hands it to a schema: times are texts.
func asJSON(text string) (any, error) {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		return nil, err
	}
	var times func(*yaml.Node)
	times = func(n *yaml.Node) {
		if n.ShortTag() == "!!timestamp" {
			n.Tag = "!!str"
		}
		for _, c := range n.Content {
			times(c)
		}
	}
	times(&root)
	var v any
	if err := root.Decode(&v); err != nil {
		return nil, err
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var out any
	err = dec.Decode(&out)
	return out, err
}

// The schema and Parse must agree, or authors who trust the one are surprised
// by the other.
func TestSchemaAndParseAgree(t *testing.T) {
	s := compileSchema(t)
	check := func(t *testing.T, text string, ok bool) {
		t.Helper()
		v, err := asJSON(text)
		if err == nil {
			err = s.Validate(v)
		}
		if (err == nil) != ok {
			t.Errorf("accepted: %t, want %t: %v", err == nil, ok, err)
		}
	}
	for _, name := range []string{"pass", "fail"} {
		data, err := os.ReadFile("testdata/" + name + ".logsieve.yaml")
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { check(t, string(data), true) })
	}
	for _, tt := range wrongFiles() {
		if !tt.schema {
			t.Run(tt.name, func(t *testing.T) { check(t, tt.text, false) })
		}
	}
}
