package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/linediff"
)

// Compare returns "" when answer is what the case expects, else a readable
// difference (lines starting with - are expected, with + answered).
func Compare(c *Case, answer Answer) string {
	switch {
	case c.Error != nil:
		return compareError(c.Error, answer)
	case c.Valid && answer.Error != nil && passedValidation(answer.Error.Code):
		return ""
	case answer.Error != nil:
		return fmt.Sprintf("unexpected error %s: %s", answer.Error.Code, answer.Error.Message)
	case c.Valid:
		return ""
	case c.Matched != nil:
		return compareMatched(c.Matched, answer.Response)
	default:
		return compareJSON(c.Response, answer.Response)
	}
}

// passedValidation reports whether an error is about resources: one that a
// service with state answers to valid requests, too.
func passedValidation(code string) bool {
	switch code {
	case "ResourceNotFoundException", "ResourceAlreadyExistsException", "LimitExceededException", "OperationAbortedException", // CloudWatch Logs
		"NoSuchRealtimeLogConfig", "RealtimeLogConfigAlreadyExists", "TooManyRealtimeLogConfigs", // CloudFront
		"ConflictException": // AppFabric
		return true
	}
	return false
}

func compareError(want *ExpectedError, answer Answer) string {
	if answer.Error == nil {
		return fmt.Sprintf("expected error %s: %s\nanswered %s",
			want.Code, orUnknown(want.Message), compact(answer.Response))
	}
	got := ExpectedError{Code: answer.Error.Code, Message: answer.Error.Message}
	if want.Message == "" {
		got.Message = ""
	}
	return diff(*want, got)
}

func orUnknown(message string) string {
	if message == "" {
		return "(message not known)"
	}
	return message
}

func compact(data json.RawMessage) string {
	var b bytes.Buffer
	if json.Compact(&b, data) != nil {
		return string(data)
	}
	return b.String()
}

// compareMatched reads members as clients of AWS do, by their exact names. A
// response without "matches" has none.
func compareMatched(want []int64, response json.RawMessage) string {
	var members map[string]json.RawMessage
	var matches []map[string]json.RawMessage
	err := json.Unmarshal(response, &members)
	if list, ok := members["matches"]; err == nil && ok {
		err = json.Unmarshal(list, &matches)
	}
	got := make([]int64, len(matches))
	for i, m := range matches {
		if number, ok := m["eventNumber"]; err == nil && ok {
			err = json.Unmarshal(number, &got[i])
		}
	}
	switch {
	case err != nil:
		return fmt.Sprintf("the response is not a TestMetricFilter response: %v", err)
	case members == nil:
		return "the response is null"
	}
	return diff(want, got)
}

func compareJSON(want, got json.RawMessage) string {
	w, err := decode(want)
	if err != nil {
		return fmt.Sprintf("the expected response is not JSON: %v", err)
	}
	g, err := decode(got)
	if err != nil {
		return fmt.Sprintf("the response is not JSON: %v", err)
	}
	return diff(w, g)
}

// decode keeps numbers as they are written: 9007199254740993 must not become
// its neighbour on the way to a comparison.
func decode(data json.RawMessage) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return v, nil
}

// diff is the difference of two values as JSON, line by line.
func diff(want, got any) string {
	lines := linediff.Diff(jsonLines(want), jsonLines(got))
	if len(lines) == 0 {
		return ""
	}
	return "(-expected +answered)\n" + strings.Join(lines, "\n")
}

// jsonLines is a value as indented JSON, with texts and numbers as they are.
func jsonLines(v any) []string {
	var b strings.Builder
	if err := jsontext.Write(&b, v, "  "); err != nil {
		return []string{err.Error()}
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}
