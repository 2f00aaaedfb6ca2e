package metric

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/logsieve/logsieve/engine"
)

// EvaluateMetricFilterRequest asks what metric filters publish for log events.
// The operation is ours, for conformance cases; no AWS service has it.
type EvaluateMetricFilterRequest struct {
	// MetricFilters are one or more filters of one log group.
	MetricFilters []PutMetricFilterRequest `json:"metricFilters"`
	LogEvents     []InputLogEvent          `json:"logEvents"`
	// Period is in seconds, 60 if it is 0.
	Period int64 `json:"period,omitempty"`
	// Account and Region are where the log events come from.
	Account string `json:"account,omitempty"`
	Region  string `json:"region,omitempty"`
}

// InputLogEvent is a log event as PutLogEvents takes it.
type InputLogEvent struct {
	Timestamp int64  `json:"timestamp"` // milliseconds since the epoch
	Message   string `json:"message"`
}

// EvaluateMetricFilter evaluates metric filters over log events. An error is of
// type *engine.APIError: what PutMetricFilter answers to the first bad filter.
func EvaluateMetricFilter(req *EvaluateMetricFilterRequest) (*Result, error) {
	if req.Period < 0 {
		return nil, invalid(fmt.Sprintf("1 validation error detected: Value '%d' at 'period' failed to satisfy constraint: "+
			"Member must have value greater than or equal to 1", req.Period), nil)
	}
	filters := make([]*Filter, len(req.MetricFilters))
	for i := range req.MetricFilters {
		var err error
		if filters[i], err = Compile(&req.MetricFilters[i]); err != nil {
			return nil, err
		}
	}
	e := NewEvaluator(filters, time.Duration(req.Period)*time.Second, Source{req.Account, req.Region})
	for _, event := range req.LogEvents {
		if _, publishes := e.Evaluate([]byte(event.Message)); publishes {
			e.Publish(event.Timestamp)
		}
	}
	return e.Result(), nil
}

// SerializationError is what the service answers to a request whose JSON has a
// member of the wrong type, before it looks at anything else. For a text
// where a number belongs the answer is recorded; other texts are made after
// it.
func SerializationError(err error) *engine.APIError {
	message := err.Error()
	if typ, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		got := map[string]string{"string": "STRING_VALUE", "number": "NUMBER_VALUE", "bool": "TRUE_VALUE", "object": "START_OBJECT", "array": "START_ARRAY"}[typ.Value]
		want := map[string]string{"float64": "Double", "string": "String", "int64": "Long", "bool": "Boolean"}[typ.Type.String()]
		if got != "" && want != "" {
			message = got + " cannot be converted to " + want
		}
	}
	return &engine.APIError{Code: "SerializationException", Message: message, Status: 400, Cause: err}
}
