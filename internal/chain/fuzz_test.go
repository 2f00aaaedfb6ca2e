package chain

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// choices turns bytes into an estate: each takes one of several values.
type choices []byte

func (c *choices) among(values ...any) any {
	if len(*c) == 0 {
		return values[0]
	}
	n := int((*c)[0])
	*c = (*c)[1:]
	return values[n%len(values)]
}

// resources are some metric filters and alarms, good ones first.
func (c *choices) resources() map[string]any {
	type object = map[string]any
	unknown := object{"Ref": "Name"}
	all := object{
		"Group": object{"Type": "AWS::Logs::LogGroup", "Properties": object{"LogGroupName": "/app", "LogGroupClass": c.among("STANDARD", "INFREQUENT_ACCESS", unknown)}},
	}
	for i := range 1 + len(*c)/8%5 {
		transformation := object{
			"MetricName": c.among("Errors", "errors", unknown), "MetricNamespace": c.among("App", "app", 7),
			"MetricValue": c.among("1", "$.ms", "-2", 0.25, "1e300", unknown, nil),
		}
		for _, member := range []string{"DefaultValue", "Unit", "Dimensions"} {
			value := map[string]any{
				"DefaultValue": c.among(nil, nil, 0, 5, -1e300, unknown),
				"Unit":         c.among(nil, nil, "Count", unknown),
				"Dimensions":   c.among(nil, nil, []any{object{"Key": "Tenant", "Value": "$.tenant"}}, []any{object{"Key": unknown, "Value": "$.a"}}, unknown),
			}[member]
			if value != nil {
				transformation[member] = value
			}
		}
		all[fmt.Sprintf("Filter%d", i)] = object{"Type": "AWS::Logs::MetricFilter", "Properties": object{
			"LogGroupName":          c.among(object{"Ref": "Group"}, "/app", "/other", unknown),
			"FilterPattern":         c.among(`{ $.level = "ERROR" }`, "ERROR", "", `{ $.a = 1 && $.a = 2 }`, `[a, b = 4*]`, "{", `{ $.ms >= 0 }`, unknown),
			"MetricTransformations": c.among([]any{transformation}, []any{transformation, transformation}, unknown, "x"),
		}}
	}
	for i := range 1 + len(*c)/12 {
		if i == 20 {
			break
		}
		alarm := object{
			"AlarmName": fmt.Sprintf("alarm%d", i), "MetricName": c.among("Errors", "errors", "Latency", unknown), "Namespace": c.among("App", "app", unknown),
			"Statistic": c.among("Sum", "Maximum", "Minimum", "Average", "SampleCount", "p99", unknown), "Period": c.among(60, 300, 86400, 10, 0, -60, 61, 1e18, "x", unknown),
			"EvaluationPeriods": c.among(1, 3, 100, 0, -1, 1e9, unknown), "Threshold": c.among(1, 0, -3, 2.5, 1e300, "1e400", "NaN", unknown),
			"ComparisonOperator": c.among("GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold", "GreaterThanUpperThreshold", unknown),
			"TreatMissingData":   c.among("missing", "breaching", "notBreaching", "ignore", "x", unknown),
			"AlarmActions":       c.among([]any{"arn:aws:sns:eu-west-1:111122223333:t"}, []any{}, unknown, "x"),
			"ActionsEnabled":     c.among(true, false, unknown),
		}
		if d := c.among(nil, nil, []any{object{"Name": "Tenant", "Value": "acme"}}, []any{object{"Name": unknown}}, unknown); d != nil {
			alarm["Dimensions"] = d
		}
		if n := c.among(nil, nil, 1, 2, 1e9, unknown); n != nil {
			alarm["DatapointsToAlarm"] = n
		}
		if unit := c.among(nil, nil, "Count", "None", unknown); unit != nil {
			alarm["Unit"] = unit
		}
		all[fmt.Sprintf("Alarm%d", i)] = object{"Type": "AWS::CloudWatch::Alarm", "Properties": alarm}
	}
	return all
}

// FuzzOf follows alarms of random estates. Each verdict has its cause or its
// log events, which make the alarm ring also when they are replayed; one on a
// filter that is broken rings with no log event that has all members. The work
// is bounded.
func FuzzOf(f *testing.F) {
	f.Add([]byte{})
	for i := range byte(12) {
		data := make([]byte, 40)
		for j := range data {
			data[j] = i * byte(j)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		c := choices(data)
		text, err := json.Marshal(map[string]any{"Resources": c.resources()})
		if err != nil {
			t.Fatal(err)
		}
		e := estate.New([]*source.File{languages.Read(source.Input{Name: "stack.json", Data: text}, languages.Options{})})
		const most = 2_000_000
		work := budget.New(context.Background(), most)
		list := Of(e, Options{Analyze: analyze.Options{Steps: most / 10, Work: work}})
		for _, a := range list {
			switch {
			case (a.Whole == Proven) != (a.Cause == nil) || (a.Whole == Proven) != (a.Witness != nil):
				t.Fatalf("%s is %s, with the cause %v and the log events %v\n%s", a.Name, a.Whole, a.Cause, a.Witness, text)
			case a.Cause != nil && (a.Cause.Verdict != a.Whole || a.Cause.Reason == ""):
				t.Fatalf("%s is %s because of %+v\n%s", a.Name, a.Whole, a.Cause, text)
			case a.Witness != nil:
				rings(t, a, text)
			case a.Whole == Broken && filtersAreBroken(a):
				silent(t, a, text)
			}
		}
		Findings(list, nil)
	})
}

// rings replays the log events of a witness as those of real files.
func rings(t *testing.T, a *Alarm, text []byte) {
	t.Helper()
	logs := NewLogs([]*Alarm{a}, nil)
	e := logs.Evaluator(logs.Groups()[0])
	if len(logs.Groups()) > 1 {
		return // the log events are of one of them
	}
	for _, event := range a.Witness.Events {
		for range event.Count {
			e.Evaluate([]byte(event.Message))
			e.Publish(event.Timestamp)
		}
	}
	logs.Replay(a.Witness.Events[0].Timestamp, a.Witness.Until, "")
	if a.Replay.Reason == "" && !a.Replay.Rang() {
		t.Fatalf("%s does not ring with %v\n%s", a.Name, a.Witness.Events, text)
	}
}

// filtersAreBroken reports whether each filter of an alarm is to blame itself.
func filtersAreBroken(a *Alarm) bool {
	for _, l := range a.Links {
		if l.Kind == "metric" && (len(l.Links) == 0 || slices.ContainsFunc(l.Links, func(f *Link) bool { return f.Verdict != Broken })) {
			return false
		}
	}
	return true
}

// silent replays log events that the filters may match, in some periods of
// several.
func silent(t *testing.T, a *Alarm, text []byte) {
	t.Helper()
	logs := NewLogs([]*Alarm{a}, nil)
	e := logs.Evaluator("")
	const start, minute = 1767225600000, 60000
	for i, number := range []string{"0", "5", "-5", "1e300", "-1e300", "2.5"} {
		for _, message := range []string{
			`{"level": "ERROR", "a": 1, "ms": ` + number + `, "tenant": "acme"}`, `{"level": "ERROR", "a": 2, "ms": ` + number + `, "tenant": "other"}`,
		} {
			e.Evaluate([]byte(message))
			e.Publish(start + int64(i*i)*minute)
		}
	}
	// Silence alone is not what breaks a chain.
	logs.Replay(start, start+300*minute, metric.TreatMissingNotBreaching)
	if a.Replay.Reason == "" && a.Replay.Rang() {
		t.Fatalf("%s is broken at %s: %s, and rings\n%s", a.Name, a.Cause.Name, a.Cause.Reason, text)
	}
}
