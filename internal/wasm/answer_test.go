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
	})
}
