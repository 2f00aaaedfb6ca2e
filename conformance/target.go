package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/metric"
)

// ErrUnsupported says that a target does not know an operation. Cases about
// it are skipped.
var ErrUnsupported = errors.New("operation not supported by target")

// Operation names an API operation of a service, such as logs
// TestMetricFilter.
type Operation struct{ Service, Name string }

// Call is one request to a target.
type Call struct {
	Operation Operation
	Request   json.RawMessage // the request's members in JSON
}

// Answer is what a target says to a call: a response or an error.
type Answer struct {
	Response json.RawMessage // the response's members in JSON
	Error    *ServiceError   // nil when the call succeeded
}

// ServiceError is an error of the service, such as
// InvalidParameterException.
type ServiceError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Target is an implementation under test. Do is called from several
// goroutines at once. Its error means that there is no answer: the target
// could not be reached, or it wraps ErrUnsupported.
type Target interface {
	Do(ctx context.Context, call Call) (Answer, error)
}

// Handler answers one operation in-process.
type Handler func(ctx context.Context, request json.RawMessage) (Answer, error)

// Handlers is a target that answers in-process, each operation by its own
// handler. It must not change while it is in use.
type Handlers map[Operation]Handler

// Engine is the in-process target for this module's own engine. Operations
// without a handler are answered as far as their request can be judged: with
// an empty response when it is valid. Add handlers to the result for more.
func Engine() Handlers {
	return Handlers{
		{DefaultService, DefaultOperation}:       testMetricFilter,
		{DefaultService, "EvaluateMetricFilter"}: evaluateMetricFilter,
	}
}

// Do implements Target.
func (h Handlers) Do(ctx context.Context, call Call) (Answer, error) {
	if handler, ok := h[call.Operation]; ok {
		return handler(ctx, call.Request)
	}
	return validate(call.Operation, call.Request)
}

func testMetricFilter(_ context.Context, doc json.RawMessage) (Answer, error) {
	if answer, err := validate(Operation{DefaultService, DefaultOperation}, doc); err != nil || answer.Error != nil {
		return answer, err
	}
	var req engine.TestMetricFilterRequest
	if err := json.Unmarshal(doc, &req); err != nil {
		return Answer{}, fmt.Errorf("engine: a valid request cannot be read: %w", err)
	}
	resp, err := engine.TestMetricFilter(&req, engine.ServiceLimits())
	if err != nil {
		return failed(err)
	}
	data, err := json.Marshal(resp)
	return Answer{Response: data}, err
}

// failed is the answer of a call that the engine refuses.
func failed(err error) (Answer, error) {
	var api *engine.APIError
	if !errors.As(err, &api) {
		return Answer{}, fmt.Errorf("engine: %w", err)
	}
	return Answer{Error: &ServiceError{Code: api.Code, Message: api.Message}}, nil
}

// evaluateMetricFilter answers an operation of our own: what metric filters
// publish for log events.
func evaluateMetricFilter(_ context.Context, doc json.RawMessage) (Answer, error) {
	var req metric.EvaluateMetricFilterRequest
	if err := json.Unmarshal(doc, &req); err != nil {
		return failed(metric.SerializationError(err))
	}
	resp, err := metric.EvaluateMetricFilter(&req)
	if err != nil {
		return failed(err)
	}
	data, err := json.Marshal(resp)
	return Answer{Response: data}, err
}
