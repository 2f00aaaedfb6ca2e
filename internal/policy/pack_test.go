package policy

import (
	"testing"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
)

// TestPacks holds the data of the packs to itself: every required pattern
// matches its own samples and nothing of those it should leave alone.
func TestPacks(t *testing.T) {
	for _, name := range PackNames() {
		p, err := LoadPack(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Rules) == 0 || len(p.Sources) == 0 || p.Title == "" || p.Name != name {
			t.Errorf("%s has no rules, sources, title or its own name", name)
		}
		seen := map[string]bool{}
		for _, r := range p.Rules {
			if seen[r.ID] {
				t.Errorf("%s: %s appears twice", name, r.ID)
			}
			seen[r.ID] = true
			if r.Require == nil {
				continue
			}
			if len(r.Require.Match) == 0 || len(r.Require.NoMatch) == 0 {
				t.Errorf("%s has no samples", r.ID)
			}
			f, err := engine.Compile(r.Require.Pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, event := range r.Require.Match {
				if !f.Match([]byte(event)) {
					t.Errorf("%s misses %s", r.ID, event)
				}
			}
			for _, event := range r.Require.NoMatch {
				if f.Match([]byte(event)) {
					t.Errorf("%s matches %s", r.ID, event)
				}
			}
			if got := analyze.Implies(r.Require.Pattern, r.Require.Pattern, analyze.Options{}); got.Answer != analyze.Yes {
				t.Errorf("%s: implies itself: %s %s", r.ID, got.Answer, got.Reason)
			}
		}
	}
}
