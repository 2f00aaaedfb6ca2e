package engine

import (
	"strings"
	"testing"
)

func TestWalkStopsWhenValuesAreFinal(t *testing.T) {
	long := `,"pad":"` + strings.Repeat("x", worthSettling) + `"`
	for _, tt := range []struct {
		pattern, message string // without the last brace
		want             bool
	}{
		{`{ $.a = 1 }`, `{"a":1` + long, true},
		{`{ $.a = 1 }`, `{"c":1,"a":1` + long, true},
		{`{ $.a = 1 }`, `{"a":1,"c":1`, false}, // not worth it
		{`{ $.a = 1 }`, `{"c":1` + long, false},
		{`{ $.a = 1 }`, `{"a":1` + long + `,"a":2`, false},
		{`{ $.a = 1 }`, `{"a":1` + long + `,"\u0061":2`, false},
		{`{ $.a = 1 }`, `{"a":1` + long + `,"\u0062":2`, true},
		{`{ $.a = 1 }`, `{"a":1` + long + `,"b":{"a":2}`, false}, // more than needed
		{`{ $.a = 1 }`, `{"b":{"a":1}` + long, false},
		{`{ $.a = 1 && $.b = 1 }`, `{"a":1` + long + `,"b":1`, false},
		{`{ $.a = 1 && $.b = 1 }`, `{"a":1,"a":2` + long, false},
		{`{ $.a = 1 && $.b = 1 }`, `{"a":1,"b":1` + long, true},
		{`{ $.a.b = 1 }`, `{"a":{"b":1}` + long + `,"b":2`, true},
		{`{ $.a.b = 1 }`, `{"a":{"b":1}` + long + `,"a":2`, false},
		{`{ $.a[*].b = 1 }`, `{"a":[{"b":1}]` + long, true},
		{`{ $.a[*] = 1 || $.b NOT EXISTS }`, `{"a":[2],"b":3` + long, true},
		{`{ $.* = 1 && $.a = 1 }`, `{"a":1` + long, true},
		{`{ $.a = 1 && $.b = 1 && $.c = 1 && $.d = 1 }`, `{"a":1,"b":1,"c":1,"d":1` + long, true},
		{`{ $.a = 1 && $.b = 1 && $.c = 1 && $.d = 1 && $.e = 1 }`, `{"a":1,"b":1,"c":1,"d":1` + long, false},
		{`{ $.a = 1 && $.['b/'] = 1 }`, `{"a":1` + long, false},
		{`{ $.['b/'] = 1 }`, `{"b\/":1` + long, false},
	} {
		f := mustFilter(t, tt.pattern)
		m := f.matcher.(*jsonMatcher)
		s := m.state()
		s.settler.names = m.tops
		s.settler.start()
		// A walk to the end notices that the event is cut.
		if got := s.walk(m.tree, []byte(tt.message)); got != tt.want {
			t.Errorf("%s on %q stops: %v", tt.pattern, tt.message, got)
		}
		m.release(s)
		agree(t, f, tt.message+"}")
		agree(t, f, tt.message+`,"a":{"b":1}}`)
		agree(t, f, tt.message+`,"a":{"b":2}}`)
		agree(t, f, tt.message+`,"a":1,"b":1}`)
	}
}

// Repeated names (J19) far behind the first: plain, escaped, of parents, in
// arrays, and where the name means something else.
var duplicateTests = func() (tests []struct{ pattern, message string }) {
	far := `,"pad":"` + strings.Repeat("x", worthSettling) + `",`
	for _, pattern := range []string{
		`{ $.a = 1 }`, `{ $.a != 1 }`, `{ $.a.b = 1 }`, `{ $.a.b NOT EXISTS }`, `{ $.a IS NULL }`, `{ $.a[1].b = 1 }`,
		`{ $.a[*].b = 1 }`, `{ $.a[*].b != 1 }`, `{ $.a.* NOT EXISTS }`, `{ $.* = 1 }`, `{ $.a.b = 1 || $.c NOT EXISTS }`,
	} {
		members := []string{
			`"a":1`, `"a":2`, `"\u0061":1`, `"\u0061":null`, `"a":{"b":1}`, `"a":{"b":1,"b":2}`, `"a":{"b":2,"\u0062":1}`,
			`"a":[{"b":2},{"b":2,"b":1}]`, `"a":[{"b":1,"\u0062":2}]`, `"c":{"a":{"b":1}}`, `"c":"\"a\":1"`, `"b":1`, `"a":{}`, `"a":[null]`,
		}
		for _, first := range members {
			for _, last := range members {
				tests = append(tests, struct{ pattern, message string }{pattern, "{" + first + far + last + "}"})
			}
		}
	}
	return tests
}()

func TestRepeatedNamesFarBehind(t *testing.T) {
	for _, tt := range duplicateTests {
		agree(t, mustFilter(t, tt.pattern), tt.message)
	}
}
