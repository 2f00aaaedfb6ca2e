// Package wasm is the engine for those who cannot call Go: one function that
// takes a request as JSON and returns an answer as JSON for WebAssembly runtimes,
// and a session for the page of the playground. The programs below it offer them.
package wasm

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/explain"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// MaxRequest is how many bytes a request may have.
const MaxRequest = 16 << 20

// steps is what a request may spend on proofs.
const steps = budget.Command / 10

// request is what is asked, in the form of the targets of conformance run
// --target exec.
type request struct {
	Operation string          `json:"operation"`
	Request   json.RawMessage `json:"request"`
}

type answer struct {
	Response    any      `json:"response,omitempty"`
	Error       *refusal `json:"error,omitempty"`
	Unsupported bool     `json:"unsupported,omitempty"`
}

// refusal is an error: the code and message of the service, and for a filter
// pattern what is wrong with it where.
type refusal struct {
	Code     string            `json:"code"`
	Message  string            `json:"message"`
	Problems []explain.Problem `json:"problems,omitempty"`
}

// members are those of all our own operations.
type members struct {
	FilterPattern      string   `json:"filterPattern"`
	OtherFilterPattern string   `json:"otherFilterPattern"`
	LogEventMessages   []string `json:"logEventMessages"`
}

// Operation answers one request, with the members of its response.
type Operation = func(json.RawMessage) (json.RawMessage, error)

// Answer answers a request. Operations are Explain, Why, ExtractAll, Compare and
// Format, and those that more finds by their names.
func Answer(data []byte, more func(name string) (Operation, bool)) []byte {
	response, err := respond(data, more)
	a := answer{Response: response}
	if err != nil {
		a = answer{Error: refused(err)}
		if err == errUnsupported {
			a = answer{Unsupported: true}
		}
	}
	text, err := jsontext.Marshal(a)
	if err != nil {
		return []byte(unwritable)
	}
	return text
}

const unwritable = `{"error":{"code":"InternalFailure","message":"the answer cannot be written"}}`

var errUnsupported = errors.New("there is no such operation")

func refused(err error) *refusal {
	var api *engine.APIError
	if errors.As(err, &api) {
		return &refusal{api.Code, api.Message, explain.Problems(api.Cause)}
	}
	if problems := explain.Problems(err); problems != nil {
		return &refusal{"InvalidParameterException", problems[0].Service, problems}
	}
	return &refusal{"InvalidParameterException", err.Error(), nil}
}

func respond(data []byte, more func(name string) (Operation, bool)) (any, error) {
	if len(data) > MaxRequest {
		return nil, fmt.Errorf("the request is larger than %d MiB", MaxRequest>>20)
	}
	var r request
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("the request is not JSON with an operation and a request: %w", err)
	}
	if do, ok := more(r.Operation); ok {
		return do(r.Request)
	}
	switch r.Operation {
	case "Explain", "Why", "ExtractAll", "Compare", "Format":
	default:
		return nil, errUnsupported
	}
	var m members
	if len(r.Request) > 0 {
		if err := json.Unmarshal(r.Request, &m); err != nil {
			return nil, err
		}
	}
	filter, err := engine.ParseAndCompile(m.FilterPattern)
	if err != nil {
		return nil, err
	}
	options := analyze.Options{Steps: steps}
	switch r.Operation {
	case "Explain":
		return explain.Explain(filter, m.FilterPattern, explain.Facts(filter.Pattern(), options)...), nil
	case "Why":
		reasons := []*explain.Why{}
		for _, message := range m.LogEventMessages {
			reasons = append(reasons, explain.NewWhy(filter, m.FilterPattern, []byte(message)))
		}
		return map[string]any{"reasons": reasons}, nil
	case "ExtractAll":
		values := []map[string]string{}
		for _, message := range m.LogEventMessages {
			extracted, _ := filter.Extract([]byte(message)) // nil when it does not match
			values = append(values, extracted)
		}
		return map[string]any{"values": values}, nil
	case "Compare":
		other, err := engine.ParseAndCompile(m.OtherFilterPattern)
		if err != nil {
			return nil, err
		}
		return explain.NewComparison(analyze.Compare(filter.Pattern(), other.Pattern(), options)), nil
	}
	return map[string]string{"filterPattern": grammar.Format(filter.Pattern())}, nil
}
