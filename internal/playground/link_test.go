package playground_test

import (
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/playground"
)

// TestFragment reads a link as app.js does; the test of the page follows one.
func TestFragment(t *testing.T) {
	for _, pattern := range []string{"", "{ $.é = \"<&>\" }", "\xff"} {
		text, err := base64.RawURLEncoding.DecodeString(playground.Fragment(pattern, "a", "b\nc"))
		if err != nil {
			t.Fatal(err)
		}
		var state map[string]string
		if err := json.Unmarshal(text, &state); err != nil {
			t.Fatal(err)
		}
		if pattern == "\xff" {
			pattern = "\ufffd"
		}
		if diff := cmp.Diff(map[string]string{"p": pattern, "e": "a\nb\nc"}, state); diff != "" {
			t.Error(diff)
		}
	}
}
