package engine

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/grammar"
)

func TestTestMetricFilter(t *testing.T) {
	many := `["` + strings.Repeat(`x","`, 49) + `x"]`
	tooMany := `["` + strings.Repeat(`x","`, 50) + `x"]`
	long := strings.Repeat("é", grammar.MaxPatternLength)
	const constraint = " failed to satisfy constraint: "
	tooLong := "Value 'é" + long + "' at 'filterPattern'" + constraint + "Member must have length less than or equal to 1024"
	const noMessages = "Value null at 'logEventMessages'" + constraint + "Member must not be null"
	const noPattern = "Value null at 'filterPattern'" + constraint + "Member must not be null"
	const emptyMessage = " at 'logEventMessages'" + constraint + "Member must satisfy constraint: [Member must have length greater than or equal to 1, Member must not be null]"
	for _, tt := range []struct {
		name, request string
		limits        Limits
		want          string // the response, or the error's text
	}{
		{"one match", `{"filterPattern": "a", "logEventMessages": ["b", "a", "xa"]}`, ServiceLimits(),
			`{"matches":[{"eventNumber":2,"eventMessage":"a","extractedValues":{}},{"eventNumber":3,"eventMessage":"xa","extractedValues":{}}]}`},
		{"no match is an empty list", `{"filterPattern": "a", "logEventMessages": ["b"]}`, ServiceLimits(), `{"matches":[]}`},
		{"extracted values", `{"filterPattern": "[a, ]", "logEventMessages": ["1 2"]}`, ServiceLimits(),
			`{"matches":[{"eventNumber":1,"eventMessage":"1 2","extractedValues":{"$2":"2","$a":"1"}}]}`},
		{"empty pattern", `{"filterPattern": "", "logEventMessages": [" "]}`, ServiceLimits(),
			`{"matches":[{"eventNumber":1,"eventMessage":" ","extractedValues":{}}]}`},
		{"50 messages", `{"filterPattern": "a", "logEventMessages": ` + many + `}`, ServiceLimits(), `{"matches":[]}`},
		{"51 messages", `{"filterPattern": "a", "logEventMessages": ` + tooMany + `}`, ServiceLimits(),
			"1 validation error detected: Value at 'logEventMessages'" + constraint + "Member must have length less than or equal to 50"},
		{"51 messages without limits", `{"filterPattern": "a", "logEventMessages": ` + tooMany + `}`, NoLimits(), `{"matches":[]}`},
		{"no messages", `{"filterPattern": "a", "logEventMessages": []}`, ServiceLimits(),
			"1 validation error detected: Value at 'logEventMessages'" + constraint + "Member must have length greater than or equal to 1"},
		{"no messages without limits", `{"filterPattern": "a"}`, NoLimits(), `{"matches":[]}`},
		{"messages left out", `{"filterPattern": "a"}`, ServiceLimits(), "1 validation error detected: " + noMessages},
		{"null messages", `{"filterPattern": "a", "logEventMessages": null}`, ServiceLimits(), "1 validation error detected: " + noMessages},
		{"empty message", `{"filterPattern": "a", "logEventMessages": ["a", "", ""]}`, ServiceLimits(), "1 validation error detected: Value" + emptyMessage},
		{"empty message without limits", `{"filterPattern": "", "logEventMessages": [""]}`, NoLimits(),
			`{"matches":[{"eventNumber":1,"eventMessage":"","extractedValues":{}}]}`},
		{"pattern left out", `{"logEventMessages": ["a"]}`, ServiceLimits(), "1 validation error detected: " + noPattern},
		{"null pattern without limits", `{"filterPattern": null}`, NoLimits(), "1 validation error detected: " + noPattern},
		{"1024 characters", `{"filterPattern": "` + long + `", "logEventMessages": ["` + long + `x"]}`, ServiceLimits(),
			`{"matches":[{"eventNumber":1,"eventMessage":"` + long + `x","extractedValues":{}}]}`},
		{"1025 characters", `{"filterPattern": "é` + long + `", "logEventMessages": ["a"]}`, ServiceLimits(), "1 validation error detected: " + tooLong},
		{"1025 characters without limits", `{"filterPattern": "é` + long + `"}`, NoLimits(), "1 validation error detected: " + tooLong},
		{"all at once", `{}`, ServiceLimits(), "2 validation errors detected: " + noPattern + "; " + noMessages},
		{"long and too many", `{"filterPattern": "é` + long + `", "logEventMessages": ["",` + tooMany[1:] + `}`, ServiceLimits(),
			"3 validation errors detected: " + tooLong + "; Value at 'logEventMessages'" + constraint +
				"Member must have length less than or equal to 50; Value" + emptyMessage},
		{"bad pattern", `{"filterPattern": "a:b", "logEventMessages": ["a"]}`, ServiceLimits(), "Invalid character(s) in term ':'"},
		{"bad pattern, too", `{"filterPattern": "{ $.a == 1 }", "logEventMessages": ["a"]}`, NoLimits(), "Invalid metric filter pattern"},
		{"constraints come first", `{"filterPattern": "a:b", "logEventMessages": []}`, ServiceLimits(),
			"1 validation error detected: Value at 'logEventMessages'" + constraint + "Member must have length greater than or equal to 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var req TestMetricFilterRequest
			if err := json.Unmarshal([]byte(tt.request), &req); err != nil {
				t.Fatal(err)
			}
			res, err := TestMetricFilter(&req, tt.limits)
			if err != nil {
				var api *APIError
				if !errors.As(err, &api) || api.Code != InvalidParameterException || api.Status != 400 || res != nil {
					t.Errorf("error %#v with response %v", err, res)
				}
				if diff := cmp.Diff(tt.want, api.Message); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if err.Error() != InvalidParameterException+": "+tt.want {
					t.Errorf("error reads %s", err)
				}
				return
			}
			got, err := json.Marshal(res)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestBadPatternIsTheCause(t *testing.T) {
	pattern := "{ $.a == 1 }"
	_, err := TestMetricFilter(&TestMetricFilterRequest{FilterPattern: &pattern, LogEventMessages: []string{"a"}}, ServiceLimits())
	var syntax grammar.Errors
	if !errors.As(err, &syntax) || len(syntax) != 1 || syntax[0].Span != (grammar.Span{Start: 6, End: 8}) {
		t.Errorf("got %v, want the error of the parser", err)
	}
}
