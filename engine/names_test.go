package engine

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/sample"

	"github.com/logsieve/logsieve/grammar"
)

func (v verdict) String() string { return [...]string{"maybe", "fails", "holds"}[v] }

var nameTests = []struct {
	pattern, message string
	want             verdict
}{
	// One value after the other is looked at, wherever it is.
	{`{ $.a = 1 }`, `{"a":2}`, fails},
	{`{ $.a = 1 }`, `{"a":1}`, maybe},
	{`{ $.a = 1 }`, `{"a":1,"a":2}`, maybe},
	{`{ $.a = 1 }`, `{"a":2,"a":3}`, fails},
	{`{ $.a = 1 }`, `{"b":{"a":1}}`, maybe},
	{`{ $.a.b = 1 }`, `{"a":{"b":1},"a":2}`, maybe},
	{`{ $.a.b = 1 }`, `{"a":{"b":2},"a":1}`, fails},
	{`{ $.a = 1 }`, "{\"a\" \n:\t1}", maybe},
	{`{ $.a = 1 }`, `{"b":"a","c":["a",1]}`, fails},
	{`{ $.a = 1 }`, `{"b":"\"a","a":2}`, fails},
	{`{ $.a = 1 }`, `{"x\"a":1}`, maybe}, // more than needed
	{`{ $.a = x }`, `{"aa":"x"}`, fails},
	{`{ $.a = x }`, ` [] `, fails},
	{`{ $.a = "x y" }`, `{"a":"x\u0020y"}`, maybe},
	{`{ $.a != 1 }`, `{"b":2,"a":1}`, fails},
	{`{ $.a != 1 }`, `{"b":2}`, fails},
	{`{ $.a != 1 }`, `{"a":{"a":"1"}}`, fails},
	{`{ $.a > 1 }`, `{"a":"2"}`, fails},
	{`{ $.a IS TRUE }`, `{"a":false}`, fails},
	{`{ $.a IS TRUE }`, `{"a":{"a":true}}`, maybe},
	{`{ $.a IS NULL }`, `{"a":{"b":null}}`, fails},
	{`{ $.a IS NULL }`, `{"a":[1]}`, maybe},
	// Presence.
	{`{ $.a NOT EXISTS }`, `{"b":1}`, holds},
	{`{ $.a NOT EXISTS }`, `{"a":1}`, maybe},
	{`{ $.a NOT EXISTS }`, `{"b":"a"}`, holds},
	{`{ $.a NOT EXISTS }`, `{"\u0061":1}`, maybe},
	{`{ $.a.b NOT EXISTS }`, `{"a":1}`, holds},
	{`{ $.a[*].b NOT EXISTS }`, `{"a":[{"c":1}]}`, holds},
	{`{ $.a[0] NOT EXISTS }`, `{"b":[1]}`, holds},
	{`{ $.a[0] NOT EXISTS }`, `{"a":[]}`, maybe},
	// Wildcards and indexes.
	{`{ $.a[*].b = 1 }`, `{"a":[{"b":2},{"b":3}]}`, fails},
	{`{ $.a[*].b = 1 }`, `{"a":[{"b":2},{"b":1}]}`, maybe},
	{`{ $.a[*].b != 1 }`, `{"b":[{"b":2}]}`, fails},
	{`{ $.a[*].b != 1 }`, `{"a":2}`, maybe},
	{`{ $.a.* = 1 }`, `{"a":1}`, fails},
	{`{ $.a.* = 1 }`, `{"a":{"b":2}}`, maybe},
	{`{ $.a[1] = 1 }`, `{"a":{"1":1}}`, maybe},
	{`{ $.a[1] = 1 }`, `{"a":1}`, fails},
	{`{ $.* = 1 }`, `{"b":2}`, maybe},
	{`{ $.* NOT EXISTS }`, `{"b":2}`, maybe},
	// Expressions.
	{`{ $.a = 1 && $.b = 1 }`, `{"a":1,"b":2}`, fails},
	{`{ $.a = 1 || $.b = 1 }`, `{"a":1,"b":2}`, maybe},
	{`{ $.a = 1 || $.b = 1 }`, `{"a":2,"b":2}`, fails},
	{`{ $.a = 1 || $.a = 2 || $.a = 3 }`, `{"a":4}`, fails},
	{`{ $.a = 1 || $.a = 2 || $.a = 3 }`, `{"a":3}`, maybe},
	{`{ $.a = 1 || $.b NOT EXISTS }`, `{"a":2}`, holds},
	{`{ $.a = 1 || $.b NOT EXISTS }`, `{"a":2,"b":1}`, maybe},
	{`{ $.a = 1 && $.b NOT EXISTS }`, `{"a":2}`, fails},
	{`{ $.a = 1 && $.b NOT EXISTS }`, `{"a":1}`, maybe},
	{`{ $.a NOT EXISTS && $.b NOT EXISTS }`, `{"c":1}`, holds},
	{`{ $.a NOT EXISTS && ($.b NOT EXISTS || $.c = 1) }`, `{"c":2}`, holds},
	{`{ $.* = 1 && $.a = 2 }`, `{"a":1}`, fails},
	{`{ $.a = 1 || $.b = 1 || $.c = 1 || $.d = 1 }`, `{}`, fails},
	{`{ $.a = 1 || $.b = 1 || $.c = 1 || $.d = 1 || $.e = 1 }`, `{}`, maybe}, // too many names
	{`{ $.a = 1 && $.b = 1 && $.c = 1 && $.d = 1 && $.e = 1 }`, `{}`, fails},
	// Escapes can hide a name; those of other characters cannot.
	{`{ $.a = 1 }`, `{"\u0061":1}`, maybe},
	{`{ $.ab = 1 }`, `{"a\u0062":1,"ab":2}`, maybe},
	{`{ $.a = 1 }`, `{"b":"\u003c\u00e9\n\\u0061\/"}`, fails},
	{`{ $.a = 1 }`, `{"b":"\\\u0061"}`, maybe},
	{`{ $.a = 1 }`, `{"b":"` + strings.Repeat(`\"`, 40) + `\u0061"}`, maybe},
	{`{ $.a = 1 }`, `{"b":"` + strings.Repeat(`\"`, 40) + `\u0062"}`, fails},
	{`{ $.['é'] = 1 }`, `{"é":2}`, fails},
	{`{ $.['é'] = 1 }`, `{"\u00e9":1}`, maybe},
	{`{ $.['é'] = 1 }`, `{"\u0061":1}`, fails},
	// Names that need no \u to be spelled in two ways.
	{`{ $.['a/b'] = 1 }`, `{"a\/b":1}`, maybe},
	{`{ $.['a"b'] = 1 }`, `{"a\"b":1}`, maybe},
	// Where the rarest byte is everywhere a walk is faster.
	{`{ $.z = 1 }`, `{"y":"` + strings.Repeat("z", 1000) + `"}`, maybe},
	// Not all of what is broken is noticed.
	{`{ $.a = 1 }`, `{"a"`, fails},
	{`{ $.a = 1 }`, `{"a":`, fails},
	{`{ $.a = x }`, `{"a":"x`, fails},
	{`{ $.a = x }`, `{"a":"\u00`, fails},
}

func TestSearchForNames(t *testing.T) {
	for _, tt := range nameTests {
		f := mustFilter(t, tt.pattern)
		if got := decideByNames(f.matcher.(*jsonMatcher), []byte(tt.message)); got != tt.want {
			t.Errorf("%s on %q: %v, want %v", tt.pattern, tt.message, got, tt.want)
		}
		agree(t, f, tt.message)
	}
}

// The search is worth nothing if it decides little.
func TestSearchForNamesDecides(t *testing.T) {
	g := sample.New(31, 32)
	decided, pairs := 0, 0
	for range 600 {
		p, err := grammar.Parse(g.JSONPattern())
		if err != nil {
			continue
		}
		f, err := Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			message := g.JSONMessage(p)
			match := agree(t, f, message)
			if match {
				continue
			}
			pairs++
			if decideByNames(f.matcher.(*jsonMatcher), []byte(message)) == fails {
				decided++
			}
		}
	}
	t.Logf("%d of %d events that do not match are decided", decided, pairs)
	if decided < pairs/3 {
		t.Errorf("the search decides %d of %d", decided, pairs)
	}
}

// Searches are left out for a while when they decide nothing, and taken up
// again.
func TestSearchForNamesPauses(t *testing.T) {
	m := mustFilter(t, `{ $.a = 1 }`).matcher.(*jsonMatcher)
	s := m.state()
	matching, other := []byte(`{"a":1}`), []byte(`{"a":2}`)
	searched := 0
	for range 10_000 {
		paused := s.names.backoff.pause > 0
		if v := m.byNames(s, matching); v != maybe {
			t.Fatalf("%s: %v", matching, v)
		}
		if !paused {
			searched++
		}
	}
	if searched < 10_000/70 || searched > 10_000/50 {
		t.Errorf("%d of 10000 matching events are searched", searched)
	}
	for i := 0; m.byNames(s, other) == maybe; i++ {
		if i > 100 {
			t.Fatal("the search is never taken up again")
		}
	}
	for range 100 {
		if m.byNames(s, other) != fails {
			t.Fatal("the search goes on pausing")
		}
	}
	m.release(s)
}

// Reading what stands behind each name to its end would take quadratic time.
func TestSearchForNestedNames(t *testing.T) {
	message := strings.Repeat(`{"abcdefghijklmnopqrstuvwxyz":`, MaxEventBytes/30)
	for _, pattern := range []string{`{ $.abcdefghijklmnopqrstuvwxyz = 1 }`, `{ $.abcdefghijklmnopqrstuvwxyz[*].b IS NULL }`} {
		if mustFilter(t, pattern).Match([]byte(message)) {
			t.Errorf("%s matches", pattern)
		}
	}
}
