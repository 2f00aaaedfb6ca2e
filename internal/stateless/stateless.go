// Package stateless answers the operations that need no state, on the JSON of
// their requests: TestMetricFilter, and EvaluateMetricFilter, which is ours.
package stateless

import (
	"bytes"
	"encoding/json"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
)

// Operation answers a request with the members of the response. An error that
// is an *engine.APIError is the service's.
type Operation func(request json.RawMessage) (response json.RawMessage, err error)

// Lookup finds an operation by its name.
func Lookup(name string) (Operation, bool) {
	switch name {
	case "TestMetricFilter":
		return testMetricFilter, true
	case "EvaluateMetricFilter":
		return evaluateMetricFilter, true
	}
	return nil, false
}

// testMetricFilter answers a request that has passed the request rules.
func testMetricFilter(doc json.RawMessage) (json.RawMessage, error) {
	var req engine.TestMetricFilterRequest
	if err := json.Unmarshal(doc, &req); err != nil {
		return nil, metric.SerializationError(err)
	}
	resp, err := engine.TestMetricFilter(&req, engine.ServiceLimits())
	if err != nil {
		return nil, err
	}
	return encode(resp)
}

// evaluateMetricFilter answers what metric filters publish for log events.
func evaluateMetricFilter(doc json.RawMessage) (json.RawMessage, error) {
	var req metric.EvaluateMetricFilterRequest
	if err := json.Unmarshal(doc, &req); err != nil {
		return nil, metric.SerializationError(err)
	}
	resp, err := metric.EvaluateMetricFilter(&req)
	if err != nil {
		return nil, err
	}
	return encode(resp)
}

// encode writes an answer as the service does: < and & of log events are not
// escaped, which would make them six times as long.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
