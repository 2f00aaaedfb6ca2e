package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/constraint"
)

// TestMetricFilterRequest is the request of the TestMetricFilter operation.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
type TestMetricFilterRequest struct {
	// FilterPattern is required, and may be empty.
	FilterPattern *string `json:"filterPattern"`
	// LogEventMessages are the messages to test, 1 to 50 of them (M1).
	LogEventMessages []string `json:"logEventMessages"`
}

// TestMetricFilterResponse is the response of the TestMetricFilter operation.
type TestMetricFilterResponse struct {
	// Matches are the messages that match, in the order of the request.
	Matches []MetricFilterMatchRecord `json:"matches"`
}

// MetricFilterMatchRecord is one matching message.
type MetricFilterMatchRecord struct {
	// EventNumber counts the request's messages from 1 (M2).
	EventNumber     int64           `json:"eventNumber"`
	EventMessage    string          `json:"eventMessage"`
	ExtractedValues ExtractedValues `json:"extractedValues"`
}

// InvalidParameterException is the service's error code for a request that
// breaks a constraint or holds a bad filter pattern (L7, M3).
const InvalidParameterException = "InvalidParameterException"

// APIError is an error as the service answers it.
type APIError struct {
	Code    string // such as InvalidParameterException
	Message string // the service's own text
	Status  int    // the HTTP status
	// Cause says more than the service does: it is of type grammar.Errors
	// when the filter pattern is bad.
	Cause error
}

// Error implements error.
func (e *APIError) Error() string { return e.Code + ": " + e.Message }

// Unwrap returns the cause.
func (e *APIError) Unwrap() error { return e.Cause }

func invalidParameter(message string, cause error) *APIError {
	return &APIError{Code: InvalidParameterException, Message: message, Status: 400, Cause: cause}
}

// Limits are the limits on a TestMetricFilter request (M1).
type Limits struct {
	// MaxMessages is how many messages a request may hold; 0 means no limit.
	MaxMessages int
}

// ServiceLimits are the documented limits.
func ServiceLimits() Limits { return Limits{MaxMessages: 50} }

// NoLimits lets a request hold any number of messages, none included.
func NoLimits() Limits { return Limits{} }

// TestMetricFilter answers a request as the service does. An error is of type
// *APIError.
func TestMetricFilter(req *TestMetricFilterRequest, limits Limits) (*TestMetricFilterResponse, error) {
	if violations := limits.violations(req); len(violations) > 0 {
		return nil, invalidParameter(constraint.Join(violations), nil)
	}
	f, err := ParseAndCompile(*req.FilterPattern)
	if err != nil {
		if syntax, ok := errors.AsType[grammar.Errors](err); ok {
			return nil, invalidParameter(syntax.ServiceMessage(), syntax)
		}
		return nil, invalidParameter(grammar.InvalidMetricFilterPattern, err)
	}
	res := &TestMetricFilterResponse{Matches: []MetricFilterMatchRecord{}}
	for i, m := range req.LogEventMessages {
		if values, ok := f.Extract([]byte(m)); ok {
			res.Matches = append(res.Matches, MetricFilterMatchRecord{
				EventNumber: int64(i + 1), EventMessage: m, ExtractedValues: values,
			})
		}
	}
	return res, nil
}

// violations are the broken constraints of a request, in the service's words.
func (l Limits) violations(req *TestMetricFilterRequest) []string {
	var found []string
	add := func(kind constraint.Kind, value, member, rule string) {
		found = append(found, constraint.Text(kind, value, member, rule))
	}
	switch p := req.FilterPattern; {
	case p == nil:
		add(constraint.Null, "", "filterPattern", "Member must not be null")
	case utf8.RuneCountInString(*p) > grammar.MaxPatternLength:
		add(constraint.StringLength, *p, "filterPattern", fmt.Sprintf("Member must have length less than or equal to %d", grammar.MaxPatternLength))
	}
	if l.MaxMessages == 0 {
		return found
	}
	messages := "[" + strings.Join(req.LogEventMessages, ", ") + "]"
	switch n := len(req.LogEventMessages); {
	case req.LogEventMessages == nil:
		add(constraint.Null, "", "logEventMessages", "Member must not be null")
	case n == 0:
		add(constraint.ListLength, messages, "logEventMessages", "Member must have length greater than or equal to 1")
	case n > l.MaxMessages:
		add(constraint.ListLength, messages, "logEventMessages", fmt.Sprintf("Member must have length less than or equal to %d", l.MaxMessages))
	}
	if slices.Contains(req.LogEventMessages, "") {
		add(constraint.Element, messages, "logEventMessages", "Member must satisfy constraint: [Member must have length greater than or equal to 1, Member must not be null]")
	}
	return found
}
