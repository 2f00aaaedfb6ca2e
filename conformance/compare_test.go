package conformance

import (
	"encoding/json"
	"testing"
)

// TestPartialExpectations says what an expectation that is no whole response
// looks at, and what it does not.
func TestPartialExpectations(t *testing.T) {
	matched := func(numbers ...int64) *Case { return &Case{Matched: append([]int64{}, numbers...)} }
	code := &Case{Error: &ExpectedError{Code: "X"}}
	text := &Case{Error: &ExpectedError{Code: "X", Message: "m"}}
	valid := &Case{Valid: true}
	response := func(text string) Answer { return Answer{Response: json.RawMessage(text)} }
	refused := func(code, message string) Answer { return Answer{Error: &ServiceError{code, message}} }
	for _, tt := range []struct {
		name   string
		c      *Case
		answer Answer
		passes bool
	}{
		{"numbers only", matched(2), response(`{"matches": [{"eventNumber": 2}], "more": 1}`), true},
		{"whatever the values", matched(2), response(`{"matches": [{"eventNumber": 2, "eventMessage": "?", "extractedValues": {"$a": "?"}}]}`), true},
		{"none", matched(), response(`{"matches": []}`), true},
		{"no list", matched(), response(`{}`), true},
		{"no list, one expected", matched(1), response(`{}`), false},
		{"null", matched(), response(`null`), false},
		{"no object", matched(), response(`[]`), false},
		{"no JSON", matched(), response(`{"matches": [`), false},
		{"one too many", matched(1), response(`{"matches": [{"eventNumber": 1}, {"eventNumber": 2}]}`), false},
		{"twice", matched(1), response(`{"matches": [{"eventNumber": 1}, {"eventNumber": 1}]}`), false},
		{"another order", matched(1, 2), response(`{"matches": [{"eventNumber": 2}, {"eventNumber": 1}]}`), false},
		{"another spelling", matched(1), response(`{"matches": [{"EventNumber": 1}]}`), false},
		{"another spelling of the list", matched(1), response(`{"Matches": [{"eventNumber": 1}]}`), false},
		{"numbers as text", matched(1), response(`{"matches": [{"eventNumber": "1"}]}`), false},
		{"refused", matched(), refused("X", "m"), false},

		{"code only", code, refused("X", "anything"), true},
		{"code only, no text", code, refused("X", ""), true},
		{"another code", code, refused("Y", "anything"), false},
		{"no error", code, response(`{"matches": []}`), false},
		{"text", text, refused("X", "m"), true},
		{"another text", text, refused("X", "n"), false},
		{"no text", text, refused("X", ""), false},

		{"valid", valid, response(`{"whatever": 1}`), true},
		{"valid and empty", valid, response(`{}`), true},
		{"not valid", valid, refused("X", "m"), false},
	} {
		if d := Compare(tt.c, tt.answer); (d == "") != tt.passes {
			t.Errorf("%s: %q", tt.name, d)
		}
	}
}
