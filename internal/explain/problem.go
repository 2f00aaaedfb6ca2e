package explain

import (
	"errors"

	"github.com/logsieve/logsieve/grammar"
)

// Problem is an error of a filter pattern, as data. Its JSON is stable; the span
// is of bytes in the pattern.
type Problem struct {
	Code    grammar.Code `json:"code"`
	Span    grammar.Span `json:"span"`
	Message string       `json:"message"`
	Remedy  string       `json:"remedy"`
	Service string       `json:"service,omitempty"` // what CloudWatch Logs answers
	// Suggestion is the whole pattern as it was probably meant; it is valid.
	Suggestion string `json:"suggestion,omitempty"`
}

// Problems are the errors of a filter pattern that cannot be parsed; nil when
// err is nil or another error.
func Problems(err error) (problems []Problem) {
	var list grammar.Errors
	if !errors.As(err, &list) {
		return nil
	}
	for _, e := range list {
		problems = append(problems, Problem{e.Code, e.Span, e.Reason, e.Remedy, e.Service, e.Suggestion})
	}
	return problems
}
