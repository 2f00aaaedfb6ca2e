package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// FuzzParseFile reads broken policies: there is a policy or a mistake with its
// place, and no panic. Expressions and packs are left to those that read them.
func FuzzParseFile(f *testing.F) {
	require, _, _ := strings.Cut(goodFile, "  - id: json-only")
	f.Add(strings.Replace(require, "packs: [hygiene]\n", "", 1))
	f.Add("rules:\n  - {id: a, title: A, require: {match: [x, {a: {b: [1, null]}}]}}")
	f.Add("rules:\n  - &r {id: a, title: A, require: {pattern: '{ $.a = 1 }', no-match: [{a: 2}]}}\n  - *r")
	f.Add("rules: &a [*a]")
	f.Add("rules:\n- id: a\n  title: A\n  require: {pattern: '[', alarm: never, log-groups: [1]}\n  severity: 7")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		if strings.Contains(text, "assert") || strings.Contains(text, "packs") || len(text) > 2000 {
			return
		}
		file, err := ParseFile("p.yaml", []byte(text))
		var bad *document.Error
		if err != nil && !errors.As(err, &bad) {
			t.Errorf("%T: %v", err, err)
		}
		if err == nil && len(file.Rules) == 0 {
			t.Error("a policy of nothing")
		}
	})
}
