package suggest_test

import (
	"testing"

	"github.com/logsieve/logsieve/internal/suggest"
)

func TestClosest(t *testing.T) {
	words := []string{"fail-on", "exclude", "rules"}
	for name, want := range map[string]string{
		"failOn": "fail-on", "exlcude": "exclude", "rule": "rules", "baseline": "", "": "",
	} {
		if got := suggest.Closest(name, words); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
