package conformance_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/logsieve/logsieve/conformance"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("case.schema.json", bytes.NewReader(conformance.Schema())); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("case.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// wrap completes a case that consists of its expectation.
func wrap(members string) string {
	return `{"suite": "s", "cases": [{"id": "s/a", "request": {}, "rules": [], "evidence": "chosen", ` + members + `}]}`
}

// The schema and ParseSuite must agree, or authors who trust the one are
// surprised by the other.
func TestSchemaAndParseSuiteAgree(t *testing.T) {
	s := compileSchema(t)
	for _, tt := range []struct {
		name, text string
		ok         bool
	}{
		{"response", wrap(`"response": {"matches": []}`), true},
		{"matched", wrap(`"matched": [1, 3]`), true},
		{"nothing matched", wrap(`"matched": []`), true},
		{"error code", wrap(`"error": {"code": "InvalidParameterException"}`), true},
		{"error message", wrap(`"error": {"code": "X", "message": "m"}`), true},
		{"valid", wrap(`"valid": true, "service": "cloudfront", "operation": "CreateRealtimeLogConfig"`), true},
		{"everything else", wrap(`"matched": [], "service": "logs", "operation": "TestMetricFilter", "source": "s", "note": "n"`), true},
		{"dates", wrap(`"matched": [], "recorded": "2026-09-14", "since": "2026-07", "until": "2027"`), true},
		{"no case", `{"suite": "s", "cases": []}`, true},
		{"other members of the suite", `{"$schema": "x", "suite": "s", "cases": []}`, true},

		{"no expectation", wrap(`"note": "n"`), false},
		{"valid is false", wrap(`"valid": false`), false},
		{"two expectations", wrap(`"matched": [], "valid": true`), false},
		{"no date", wrap(`"matched": [], "recorded": "in September"`), false},
		{"a month too many", wrap(`"matched": [], "since": "2026-13"`), false},
		{"unknown member", wrap(`"matched": [], "expected": 1`), false},
		{"unknown member of the error", wrap(`"error": {"code": "X", "status": 400}`), false},
		{"error without code", wrap(`"error": {"message": "m"}`), false},
		{"unknown service", wrap(`"matched": [], "service": "s3"`), false},
		{"wrong type", wrap(`"matched": ["1"]`), false},
		{"no suite", `{"cases": []}`, false},
		{"no cases", `{"suite": "s"}`, false},
		{"unknown evidence", `{"suite": "s", "cases": [{"id": "s/a", "request": {}, "rules": [], "evidence": "hearsay", "matched": []}]}`, false},
		{"no evidence", `{"suite": "s", "cases": [{"id": "s/a", "request": {}, "rules": [], "matched": []}]}`, false},
		{"no request", `{"suite": "s", "cases": [{"id": "s/a", "rules": [], "evidence": "chosen", "matched": []}]}`, false},
		{"no id", `{"suite": "s", "cases": [{"request": {}, "rules": [], "evidence": "chosen", "matched": []}]}`, false},
		{"no rules", `{"suite": "s", "cases": [{"id": "s/a", "request": {}, "evidence": "chosen", "matched": []}]}`, false},
		{"id without topic", `{"suite": "s", "cases": [{"id": "a", "request": {}, "rules": [], "evidence": "chosen", "matched": []}]}`, false},
		{"request is a list", `{"suite": "s", "cases": [{"id": "s/a", "request": [], "rules": [], "evidence": "chosen", "matched": []}]}`, false},
		{"event number 0", wrap(`"matched": [0]`), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := validate(t, s, []byte(tt.text)); (err == nil) != tt.ok {
				t.Errorf("schema: ok %v, want %v: %v", err == nil, tt.ok, err)
			}
			if _, err := conformance.ParseSuite([]byte(tt.text)); (err == nil) != tt.ok {
				t.Errorf("ParseSuite: ok %v, want %v: %v", err == nil, tt.ok, err)
			}
		})
	}
}
