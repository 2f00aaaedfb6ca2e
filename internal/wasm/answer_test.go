package wasm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/stateless"
	"github.com/logsieve/logsieve/internal/wasm"
)

func lookup(name string) (wasm.Operation, bool) {
	do, ok := stateless.Lookup(name)
	return do, ok
}

func TestAnswer(t *testing.T) {
	for request, want := range map[string]string{
		`{"operation":"TestMetricFilter","request":{"filterPattern":"a","logEventMessages":["b","a"]}}`:        `{"response":{"matches":[{"eventNumber":2,"eventMessage":"a","extractedValues":{}}]}}`,
		`{"operation":"TestMetricFilter","request":{"filterPattern":true,"logEventMessages":["b"]}}`:           `"code":"SerializationException"`,
		`{"operation":"TestMetricFilter","request":{"filterPattern":"{ $.a == 1 }","logEventMessages":["x"]}}`: `"error":{"code":"InvalidParameterException","message":"Invalid metric filter pattern","problems":[{"code":"FP010","span":{"start":6,"end":8}`,
		`{"operation":"Explain","request":{"filterPattern":"ERROR"}}`:                                          `"kind":"terms"`,
		`{"operation":"Explain","request":{"filterPattern":"{ $.a == 1 }"}}`:                                   `"suggestion":"{ $.a = 1 }"`,
		`{"operation":"Why","request":{"filterPattern":"{ $.a = 1 }","logEventMessages":["{\"A\":1}"]}}`:       `"code":"similar-name"`,
		`{"operation":"Why","request":{"filterPattern":"a"}}`:                                                  `{"response":{"reasons":[]}}`,
		`{"operation":"ExtractAll","request":{"filterPattern":"[a]","logEventMessages":["x","y z"]}}`:          `{"response":{"values":[{"$a":"x"},`,
		`{"operation":"Compare","request":{"filterPattern":"a","otherFilterPattern":"a b"}}`:                   `"relation":"implied-by"`,
		`{"operation":"Compare","request":{"filterPattern":"a","otherFilterPattern":"[a"}}`:                    `"problems":[`,
		`{"operation":"Format","request":{"filterPattern":"{$.a=1}"}}`:                                         `{"response":{"filterPattern":"{ $.a = 1 }"}}`,
		`{"operation":"Format","request":[]}`:                                                                  `"error":`,
		`{"operation":"PutMetricFilter","request":{}}`:                                                         `{"unsupported":true}`,
		`{`:                                    `"the request is not JSON`,
		``:                                     `"the request is not JSON`,
		strings.Repeat(" ", wasm.MaxRequest+1): `"the request is larger than 16 MiB"`,
	} {
		if got := string(wasm.Answer([]byte(request), lookup)); !strings.Contains(got, want) || !json.Valid([]byte(got)) {
			t.Errorf("%.200s\nis answered %s\nwhich lacks %s", request, got, want)
		}
	}
}

// TestSession types into a page: what is answered is what a new session would
// answer, whatever was asked before.
func TestSession(t *testing.T) {
	text := func(s string) *string { return &s }
	var s wasm.Session
	for i, tt := range []struct {
		pattern       string
		other, events *string
		want          []string
	}{
		{"", nil, nil, []string{`"kind":"match-all"`}},
		{"{ $.a = 1 }", nil, text("{\"A\":1}\n{\"a\":1}"), []string{`"code":"similar-name"`, `"verdict":"no match"`, `"verdict":"match"`, `"values":null`, `"values":{}`}},
		{"{ $.a == 1 }", text("a"), nil, []string{`"error":{"code":"InvalidParameterException"`, `"suggestion":"{ $.a = 1 }"`}},
		{"[a]", text("[b"), nil, []string{`"comparison":{"error":`, `"values":{"$a":"{\"A\":1}"}`}},
		{"[a]", text("[b]"), text("x\nx"), []string{`"relation":"equivalent"`, `"values":{"$a":"x"}`}},
		{"[a]", nil, text("x\ny z"), []string{`"values":{"$a":"x"}`, `"values":{"$a":"y z"}`}},
		{"a", nil, text(""), []string{`"kind":"terms"`}},
		{"a", nil, text(strings.Repeat("x", wasm.MaxRequest+1)), []string{`"message":"the log events are larger than 16 MiB"`}},
		{"b", nil, nil, []string{`"message":"the log events are larger than 16 MiB"`}},
		{"a", nil, text("a"), []string{`"verdict":"match"`}},
	} {
		got := string(s.Try(tt.pattern, tt.other, tt.events))
		for _, want := range tt.want {
			if !strings.Contains(got, want) {
				t.Errorf("%d: %s is answered %s\nwhich lacks %s", i, tt.pattern, got, want)
			}
		}
		if tt.events != nil {
			if fresh := string(new(wasm.Session).Try(tt.pattern, tt.other, tt.events)); fresh != got {
				t.Errorf("%d: %s is answered %s\nand by a new session %s", i, tt.pattern, got, fresh)
			}
		}
		if strings.Contains(got, `"events"`) != (i == 1 || i == 3 || i == 4 || i == 5 || i == 9) {
			t.Errorf("%d: %s", i, got)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	for _, operation := range []string{"TestMetricFilter", "EvaluateMetricFilter", "Explain", "Why", "ExtractAll", "Compare", "Format", ""} {
		f.Add(operation, "{ $.a = 1 }", "?a -b", `{"a":1}`)
	}
	f.Add("Compare", "[a, b=%x{1,9}%]", "%y+%", "")
	f.Fuzz(func(t *testing.T, operation, pattern, other, message string) {
		fuzzbound.Watch(t, pattern, other, message)
		request, err := json.Marshal(map[string]any{"operation": operation, "request": map[string]any{
			"filterPattern": pattern, "otherFilterPattern": other, "logEventMessages": []string{message, message},
		}})
		if err != nil {
			t.Skip()
		}
		if got := wasm.Answer(request, lookup); !json.Valid(got) {
			t.Errorf("%s is answered %s", request, got)
		}
		var s wasm.Session
		first := string(s.Try(pattern, &other, &message))
		s.Try(other, &pattern, nil)
		if again := string(s.Try(pattern, &other, nil)); again != first || !json.Valid([]byte(first)) {
			t.Errorf("%q on %q is answered %s, then %s", pattern, message, first, again)
		}
	})
}
