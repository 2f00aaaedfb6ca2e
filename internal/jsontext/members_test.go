package jsontext_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// FuzzValue holds values, their members and texts to encoding/json.
func FuzzValue(f *testing.F) {
	for _, text := range []string{`{"a":1,"b":[{}, "x\u00e9"],"a":null}`, ` {"a" : {"b":1}}`, `"\ud83d"`, `[ ]`, `-1.5e3`, `{"é":"é","\u0061":"\\\""}`, "\"\xff\"", `{,}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzbound.Watch(t, text)
		end, spaced := jsontext.Value(text, 0)
		whole := end >= 0 && jsontext.SkipSpace(text, end) == len(text)
		if whole != json.Valid(text) {
			t.Fatalf("%q is valid: %v", text, whole)
		}
		if !whole {
			return
		}
		text = text[jsontext.SkipSpace(text, 0):end]
		var compact bytes.Buffer
		if err := json.Compact(&compact, text); err != nil || spaced != (compact.Len() != len(text)) {
			t.Fatalf("%q is spaced: %v, %v", text, spaced, err)
		}
		switch text[0] {
		case '"':
			var s string
			if err := json.Unmarshal(text, &s); err != nil || s != string(jsontext.TextBytes(text)) {
				t.Fatalf("%q is %q, %v", text, jsontext.TextBytes(text), err)
			}
		case '{':
			var want map[string]json.RawMessage
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			got := map[string]json.RawMessage{}
			jsontext.Members(text, func(name, value []byte) bool {
				got[string(jsontext.TextBytes(name))] = bytes.Clone(value)
				return true
			})
			if !maps.EqualFunc(got, want, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
				t.Fatalf("%q: %s", text, cmp.Diff(want, got))
			}
		}
	})
}
