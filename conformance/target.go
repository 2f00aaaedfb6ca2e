package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/stateless"
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

// Denied reports whether the error means that permissions are missing. It is
// an answer, since an operation can mean something else by it.
func (e *ServiceError) Denied() bool {
	return e.Code == "AccessDeniedException" || e.Code == "AccessDenied"
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
	handlers := Handlers{}
	for _, name := range []string{DefaultOperation, "EvaluateMetricFilter"} {
		op := Operation{DefaultService, name}
		handlers[op] = answerStateless(op)
	}
	return handlers
}

// Do implements Target.
func (h Handlers) Do(ctx context.Context, call Call) (Answer, error) {
	if handler, ok := h[call.Operation]; ok {
		return handler(ctx, call.Request)
	}
	return validate(call.Operation, call.Request)
}

// answerStateless answers an operation that needs no state, as far as its request is
// valid. Of the operations of our own no rules are known.
func answerStateless(op Operation) Handler {
	return func(_ context.Context, doc json.RawMessage) (Answer, error) {
		if op.Name == DefaultOperation {
			if answer, err := validate(op, doc); err != nil || answer.Error != nil {
				return answer, err
			}
		}
		run, ok := stateless.Lookup(op.Name)
		if !ok {
			return Answer{}, ErrUnsupported
		}
		response, err := run(doc)
		if err != nil {
			return failed(err)
		}
		return Answer{Response: response}, nil
	}
}

// failed is the answer of a call that the engine refuses.
func failed(err error) (Answer, error) {
	var api *engine.APIError
	if !errors.As(err, &api) {
		return Answer{}, fmt.Errorf("engine: %w", err)
	}
	return Answer{Error: &ServiceError{Code: api.Code, Message: api.Message}}, nil
}
