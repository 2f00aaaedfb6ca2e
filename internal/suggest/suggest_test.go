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

func TestOneApart(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"eventName", "eventName", false},
		{"eventName", "EventName", true},
		{"eventName", "event_name", true},
		{"eventName", "eventname-", true},
		{"eventName", "evntName", true},
		{"evntName", "eventName", true},
		{"eventName", "eventNane", true},
		{"eventName", "evnetName", true},
		{"abcd", "abdc", true},
		{"eventName", "evetnNmae", false},
		{"eventName", "evntNme", false},
		{"eventName", "event", false},
		{"abc", "abcd", false},
		{"abd", "abc", false},
		{"ab", "AB", true},
		{"_", "-", false},
		{"", "a", false},
	} {
		if got := suggest.OneApart(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %v", c.a, c.b, got)
		}
	}
}
