// Package stateless answers the operations that need no state, on the JSON of
// their requests: TestMetricFilter, and EvaluateMetricFilter, which is ours.
package stateless

import (
	"encoding/json"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// Operation answers a request with the members of the response. An error that
// is an *engine.APIError is the service's.
type Operation func(request json.RawMessage) (response json.RawMessage, err error)

// Lookup finds an operation by its name.
func Lookup(name string) (Operation, bool) {
	switch name {
	case "TestMetricFilter": // of requests that have passed the request rules
		return answering(func(req *engine.TestMetricFilterRequest) (*engine.TestMetricFilterResponse, error) {
			return engine.TestMetricFilter(req, engine.ServiceLimits())
		}), true
	case "EvaluateMetricFilter":
		return answering(metric.EvaluateMetricFilter), true
	}
	return nil, false
}

// answering reads the request and writes the answer as the service does: < and
// & of log events are not escaped, which would make them six times as long.
func answering[In, Out any](answer func(*In) (Out, error)) Operation {
	return func(doc json.RawMessage) (json.RawMessage, error) {
		var req In
		if err := json.Unmarshal(doc, &req); err != nil {
			return nil, metric.SerializationError(err)
		}
		resp, err := answer(&req)
		if err != nil {
			return nil, err
		}
		return jsontext.Marshal(resp)
	}
}
