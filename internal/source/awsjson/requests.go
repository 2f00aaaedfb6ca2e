// Package awsjson reads requests of the AWS CLI and the SDKs in JSON, YAML or
// lines of JSON.
package awsjson

import (
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// NamedOperation is the operation that a file's name tells, as files for
// --cli-input-json are called: put-metric-filter.json, 01-PutMetricFilter.yaml.
func NamedOperation(base string) (request.Operation, bool) {
	name := strings.ToLower(strings.TrimSuffix(base, path.Ext(base)))
	switch path.Ext(base) {
	case ".json", ".yaml", ".yml", ".ndjson", ".jsonl":
	default:
		return request.Operation{}, false
	}
	if op, ok := source.LongestLogsOperation(strings.TrimLeft(strings.ReplaceAll(name, "_", "-"), "0123456789-.")); ok {
		return op, true
	}
	if !holdsAny(name, "put", "create", "test", "filter", "start", "get") {
		return request.Operation{}, false
	}
	name = strings.NewReplacer("-", "", "_", "", ".", "").Replace(name)
	for _, o := range source.Operations() {
		if strings.Contains(name, strings.ToLower(o.Name)) {
			return o, true
		}
	}
	return request.Operation{}, false
}

// Read reads a request of the AWS CLI, by itself or as {"operation": …,
// "input": …}; false when the document is none.
func Read(f *source.Reader, root *document.Node, named request.Operation) bool {
	if root.Kind != document.Mapping {
		return false
	}
	input, at := root, document.Span{Start: root.Span.Start, End: min(root.Span.Start+1, root.Span.End)}
	op := named
	if o, in := root.Get("operation"), root.Get("input"); o != nil && in != nil {
		found, err := request.LookupOperation("", f.Str(o), request.Latest)
		if f.Str(o) == "PutMetricAlarm" {
			found, err = request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}, nil
		}
		if err != nil {
			return false
		}
		op, input, at = found, in, o.Whole
	} else if shown, ok := shownOperation(root); ok {
		op = shown
	} else if isAnswer(root, op) || isSchema(f, root) || !mayRequest(root, op) {
		return false
	}
	if op.Name == "" || input.Kind != document.Mapping {
		return false
	}
	f.Format = source.CLI
	r := &source.Resource{Address: op.Name, Type: op.Name, At: at, Body: root.Whole, Operation: op, Input: source.NewLiteral(f).Value(input)}
	if name, ok := r.Input.Get("filterName").Str(); ok && name != "" {
		r.Address += " " + name
	}
	f.Resources = append(f.Resources, r)
	return true
}

// isAnswer reports whether a document is what an operation answered: the file
// of aws logs filter-log-events > filter-log-events.json has its name, too.
func isAnswer(root *document.Node, op request.Operation) bool {
	return slices.ContainsFunc(root.Members, func(m document.Member) bool {
		if request.ModelOf(op).Member(m.Name) != (request.Model{}) {
			return false // it asks for what another operation answered
		}
		switch m.Name {
		case "events", "searchedLogStreams", "matches", "responseStream", "anomalyDetectorArn", "queryId", "taskId", "nextSequenceToken", "rejectedLogEventsInfo", "logGroupFields", "RealtimeLogConfig", "ingestionDestination":
			return true
		}
		return false
	})
}

// mayRequest reports whether a document may be a request of an operation that the
// file's name tells. Its answer is often kept under that name: of operations that
// read, all members must be those of the request, of others one.
func mayRequest(root *document.Node, op request.Operation) bool {
	if op.Service != request.Logs || slices.Contains(source.Operations(), op) {
		return true
	}
	model := request.ModelOf(op)
	known, unknown := 0, 0
	for _, m := range root.Members {
		switch {
		case m.Name == "nextToken":
		case model.Member(m.Name) != (request.Model{}):
			known++
		default:
			unknown++
		}
	}
	reads := holdsAny(op.Name, "Describe", "List", "Get")
	return known > 0 && !(reads && unknown > 0)
}

// isSchema reports whether a document is a JSON Schema, as those of requests
// are called: PutMetricFilter.request.json.
func isSchema(f *source.Reader, root *document.Node) bool {
	if dialect := root.Get("$schema"); dialect != nil && strings.Contains(f.Str(dialect), "json-schema.org/") {
		return true
	}
	shape := root.Get("properties")
	return shape != nil && shape.Kind == document.Mapping && (root.Get("type") != nil || root.Get("$id") != nil || root.Get("$schema") != nil)
}

// shownOperation is the operation whose request alone has some members.
func shownOperation(root *document.Node) (request.Operation, bool) {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return root.Get(name) == nil })
	}
	op := request.Operation{Service: request.Logs}
	switch {
	case has("filterPattern", "metricTransformations"):
		op.Name = "PutMetricFilter"
	case has("filterPattern", "destinationArn"):
		op.Name = "PutSubscriptionFilter"
	case has("filterPattern", "logEventMessages"):
		op.Name = "TestMetricFilter"
	case has("logGroupName", "retentionInDays") && len(root.Members) == 2:
		op.Name = "PutRetentionPolicy"
	}
	return op, op.Name != ""
}

// holdsAny reports whether a text holds one of some parts.
func holdsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}
