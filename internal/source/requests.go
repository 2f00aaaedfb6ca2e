package source

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
)

// operation is the operation of a request that does not name it itself.
type operation = request.Operation

// namedOperation is the operation that a file's name tells, as files for
// --cli-input-json are called: put-metric-filter.json, 01-PutMetricFilter.yaml.
func namedOperation(base string) (operation, bool) {
	name := strings.ToLower(strings.TrimSuffix(base, path.Ext(base)))
	switch path.Ext(base) {
	case ".json", ".yaml", ".yml", ".ndjson", ".jsonl":
	default:
		return operation{}, false
	}
	if !holdsAny(name, "put", "create", "test", "filter", "start") {
		return operation{}, false
	}
	name = strings.NewReplacer("-", "", "_", "", ".", "").Replace(name)
	for _, o := range requestOperations() {
		if strings.Contains(name, strings.ToLower(o.Name)) {
			return o, true
		}
	}
	return operation{}, false
}

// requestOperations are the operations that configuration is kept of. Of two
// names the longer stands first when it holds the other.
func requestOperations() []operation {
	var list []operation
	for _, name := range []string{
		"PutMetricFilter", "PutSubscriptionFilter", "TestMetricFilter", "CreateLogGroup", "CreateLogStream", "PutRetentionPolicy",
		"PutDestinationPolicy", "PutDestination", "PutResourcePolicy", "PutAccountPolicy", "FilterLogEvents", "StartLiveTail",
		"CreateLogAnomalyDetector", "PutDataProtectionPolicy", "PutIndexPolicy", "PutTransformer", "TestTransformer",
		"PutDeliveryDestinationPolicy", "PutDeliveryDestination", "PutDeliverySource", "PutQueryDefinition",
	} {
		list = append(list, operation{Service: request.Logs, Name: name})
	}
	return append(list,
		operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
		operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		operation{Service: "cloudwatch", Name: "PutMetricAlarm"},
	)
}

// readRequest reads a request of the AWS CLI, by itself or as {"operation": …,
// "input": …}; false when the document is none.
func (f *File) readRequest(root *node, named operation) bool {
	if root.kind != Map {
		return false
	}
	input, at := root, Span{Start: root.span.Start, End: min(root.span.Start+1, root.span.End)}
	op := named
	if o, in := root.get("operation"), root.get("input"); o != nil && in != nil {
		found, err := request.LookupOperation("", f.str(o), request.Latest)
		if f.str(o) == "PutMetricAlarm" {
			found, err = operation{Service: "cloudwatch", Name: "PutMetricAlarm"}, nil
		}
		if err != nil {
			return false
		}
		op, input, at = found, in, o.whole
	} else if shown, ok := shownOperation(root); ok {
		op = shown
	} else if isAnswer(root) {
		return false
	}
	if op.Name == "" || input.kind != Map {
		return false
	}
	f.Format = CLI
	r := &Resource{Address: op.Name, Type: op.Name, At: at, Body: root.whole, Operation: op, Input: (&literal{f: f}).value(input)}
	if name, ok := r.Input.Get("filterName").Str(); ok && name != "" {
		r.Address += " " + name
	}
	f.Resources = append(f.Resources, r)
	return true
}

// isAnswer reports whether a document is what an operation answered: the file
// of aws logs filter-log-events > filter-log-events.json has its name, too.
func isAnswer(root *node) bool {
	return slices.ContainsFunc(root.members, func(m nodeMember) bool {
		switch m.name {
		case "events", "searchedLogStreams", "matches", "responseStream", "anomalyDetectorArn", "RealtimeLogConfig", "ingestionDestination":
			return true
		}
		return false
	})
}

// shownOperation is the operation whose request alone has some members.
func shownOperation(root *node) (operation, bool) {
	has := func(names ...string) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return root.get(name) == nil })
	}
	op := operation{Service: request.Logs}
	switch {
	case has("filterPattern", "metricTransformations"):
		op.Name = "PutMetricFilter"
	case has("filterPattern", "destinationArn"):
		op.Name = "PutSubscriptionFilter"
	case has("filterPattern", "logEventMessages"):
		op.Name = "TestMetricFilter"
	case has("logGroupName", "retentionInDays") && len(root.members) == 2:
		op.Name = "PutRetentionPolicy"
	}
	return op, op.Name != ""
}

// literal reads values that are what they say.
type literal struct {
	f     *File
	steps int
}

func (l *literal) value(n *node) *Value {
	if l.steps++; l.steps > maxSteps {
		return &Value{Kind: Unknown, Span: n.whole}
	}
	switch n.kind {
	case List:
		out := &Value{Kind: List, Span: n.whole}
		for _, item := range n.items {
			out.Items = append(out.Items, l.value(item))
		}
		return out
	case Map:
		out := &Value{Kind: Map, Span: n.whole}
		for i, m := range n.members {
			if !overwritten(n.members, i) {
				out.Members = append(out.Members, &Member{Name: m.name, Key: m.key, Value: l.value(m.value)})
			}
		}
		return out
	}
	return l.f.scalar(n)
}

// numberAddresses tells requests of one name apart.
func (f *File) numberAddresses() {
	seen := map[string]int{}
	for _, r := range f.Resources {
		if seen[r.Address]++; seen[r.Address] > 1 {
			r.Address += fmt.Sprintf(" #%d", seen[r.Address])
		}
	}
}

// holdsAny reports whether a text holds one of some parts.
func holdsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}
