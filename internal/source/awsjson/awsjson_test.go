package awsjson

import (
	"testing"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestNamedOperation holds which names of files tell an operation.
func TestNamedOperation(t *testing.T) {
	for name, want := range map[string]string{
		"put-metric-filter.json":          "PutMetricFilter",
		"01-PutMetricFilter.yaml":         "PutMetricFilter",
		"put_subscription_filter.yml":     "PutSubscriptionFilter",
		"my.test.metric.filter.json":      "TestMetricFilter",
		"filter-log-events.ndjson":        "FilterLogEvents",
		"start-live-tail.jsonl":           "StartLiveTail",
		"put-retention-policy-prod.json":  "PutRetentionPolicy",
		"create-log-group.json":           "CreateLogGroup",
		"put-metric-filter.txt":           "",
		"put-metric-filter":               "",
		"metric-filter.json":              "",
		"put-item.json":                   "",
		"input.json":                      "",
		"describe-metric-filters.json":    "DescribeMetricFilters",
		"02-delete_metric_filter.yaml":    "DeleteMetricFilter",
		"describe-metric-filters-eu.json": "DescribeMetricFilters",
		"undelete-metric-filter.json":     "",
	} {
		o, ok := NamedOperation(name)
		if o.Name != want || ok != (want != "") {
			t.Errorf("%s: %q, %t", name, o.Name, ok)
		}
	}
}

// TestRead holds which documents are requests, and of which operation: what
// is written goes before the members, and those before the file's name.
func TestRead(t *testing.T) {
	put := request.Operation{Service: request.Logs, Name: "PutMetricFilter"}
	for _, c := range []struct {
		doc   string
		named request.Operation
		want  string // service, operation and address, "" for no request
	}{
		{`{"filterName": "f"}`, put, "logs PutMetricFilter PutMetricFilter f"},
		{`{"filterName": ""}`, put, "logs PutMetricFilter PutMetricFilter"},
		{`{"filterName": 5}`, put, "logs PutMetricFilter PutMetricFilter"},
		{`{"logGroupName": "g"}`, put, "logs PutMetricFilter PutMetricFilter"},
		{`{"filterName": "f"}`, request.Operation{}, ""},
		{`["f"]`, put, ""},
		{`"f"`, put, ""},
		{`{"filterPattern": "a", "metricTransformations": []}`, request.Operation{}, "logs PutMetricFilter PutMetricFilter"},
		{`{"filterPattern": "a", "destinationArn": "d"}`, request.Operation{}, "logs PutSubscriptionFilter PutSubscriptionFilter"},
		{`{"filterPattern": "a", "destinationArn": "d"}`, put, "logs PutSubscriptionFilter PutSubscriptionFilter"},
		{`{"filterPattern": "a", "logEventMessages": ["m"]}`, request.Operation{}, "logs TestMetricFilter TestMetricFilter"},
		{`{"filterPattern": "a"}`, request.Operation{}, ""},
		{`{"metricTransformations": []}`, request.Operation{}, ""},
		{`{"logGroupName": "g", "retentionInDays": 7}`, request.Operation{}, "logs PutRetentionPolicy PutRetentionPolicy"},
		{`{"logGroupName": "g", "retentionInDays": 7, "storedBytes": 1}`, request.Operation{}, ""},
		{`{"operation": "PutMetricFilter", "input": {"filterName": "f"}}`, request.Operation{}, "logs PutMetricFilter PutMetricFilter f"},
		{`{"operation": "PutMetricAlarm", "input": {"AlarmName": "a"}}`, request.Operation{}, "cloudwatch PutMetricAlarm PutMetricAlarm"},
		{`{"operation": "Unheard", "input": {}}`, put, ""},
		{`{"operation": "PutMetricFilter", "input": []}`, request.Operation{}, ""},
		{`{"operation": "CreateLogGroup"}`, put, "logs PutMetricFilter PutMetricFilter"},
		{`{"input": {"filterName": "f"}}`, put, "logs PutMetricFilter PutMetricFilter"},
		{`{"events": [], "searchedLogStreams": []}`, request.Operation{Service: request.Logs, Name: "FilterLogEvents"}, ""},
		{`{"$schema": "https://json-schema.org/draft/2020-12/schema"}`, put, ""},
		{`{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/$defs/a"}`, put, ""},
		{`{"type": "object", "properties": {"filterName": {"type": "string"}}}`, put, ""},
		{`{"$id": "put-metric-filter", "properties": {}}`, put, ""},
		{`{"$schema": "./request.schema.json", "filterName": "f"}`, put, "logs PutMetricFilter PutMetricFilter f"},
		{`{"properties": "f"}`, put, "logs PutMetricFilter PutMetricFilter"},
		{`{"matches": []}`, request.Operation{Service: request.Logs, Name: "TestMetricFilter"}, ""},
	} {
		f := source.NewReader(source.Input{Name: "x.json", Data: []byte(c.doc)})
		read := Read(f, f.Documents("x.json")[0], c.named)
		sourcetest.CheckFile(t, f.File())
		got := ""
		for _, r := range f.Resources {
			got += string(r.Operation.Service) + " " + r.Operation.Name + " " + r.Address
		}
		if got != c.want || read != (c.want != "") {
			t.Errorf("%s: %q, want %q", c.doc, got, c.want)
		}
	}
}
