package engine

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/jsontext"
)

// validByLibrary is validObject by encoding/json.
func validByLibrary(text []byte) bool {
	return json.Valid(text) && bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte{'{'})
}

var jsonTexts = []string{
	`{}`, ` { } `, "{\"a\":1}\r\n", `{"a":1,"a":2}`, `{"a":[1,2,{"b":null}],"c":"\u0061\ud83d\ude00\ud800"}`, `{"":{}}`, "{\"\xff\":\"\xc3\"}",
	`{"n":[0,-0,1.5,1e5,1E+05,1e-400,123456789012345678901234567890]}`, `{"t":true,"f":false,"n":null}`, `{"a":"\"\\\/\b\f\n\r\t"}`,
	// broken
	``, ` `, `[]`, `"a"`, `1`, `{`, `}`, `{]`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`, `{"a":1 "b":2}`, `{"a":[1,]}`, `{"a":[,1]}`, `{"a":1}}`, `{"a":1} x`,
	`x {"a":1}`, `{a:1}`, `{'a':1}`, `{"a":01}`, `{"a":.5}`, `{"a":1.}`, `{"a":+1}`, `{"a":1e}`, `{"a":-}`, `{"a":--1}`, `{"a":0x1}`, `{"a":NaN}`,
	`{"a":tru}`, `{"a":truex}`, `{"a":nul}`, `{"a":"}`, `{"a":"\x"}`, `{"a":"\u00g0"}`, `{"a":"\u00"}`, `{"a":"\`, "{\"a\":\"\n\"}", "{\"a\":\"\x00\"}",
	`{"a":[}`, `{"a":{]}`, `{"a":[1}`, `{"a":1]`, `{"a"::1}`, `{"a":1:2}`, `{"a":1,,"b":2}`, "\ufeff{}", "{}\x00", `{1:2}`, `{"a":/**/1}`, "{\"a\":\v1}",
	strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300),
	`{"a":` + strings.Repeat("[", MaxNestingDepth-1) + strings.Repeat("]", MaxNestingDepth-1) + "}",
	`{"a":` + strings.Repeat("[", MaxNestingDepth) + strings.Repeat("]", MaxNestingDepth) + "}",
	`{"a":` + strings.Repeat("[", 3*MaxNestingDepth),
}

func TestValidObject(t *testing.T) {
	valid := 0
	for _, text := range jsonTexts {
		want := validByLibrary([]byte(text))
		if want {
			valid++
		}
		if got := jsontext.ValidObject([]byte(text)); got != want {
			t.Errorf("%.80q (%d bytes) is valid: %v, want %v", text, len(text), got, want)
		}
	}
	if valid != 12 {
		t.Errorf("%d of the texts are valid", valid)
	}
}

func FuzzValidObject(f *testing.F) {
	for _, text := range jsonTexts {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzbound.Watch(t, text)
		if got, want := jsontext.ValidObject(text), validByLibrary(text); got != want {
			t.Fatalf("%q is valid: %v, want %v", text, got, want)
		}
	})
}

// scanPatterns look at every kind of place in an event, so that the walk comes
// everywhere.
var scanPatterns = []string{
	`{ $.a = 1 || $.a.b[1].c = "x*" || $.a[0] IS NULL || $.['x y'] NOT EXISTS }`,
	`{ $.* = "a*b" || $.a[*].b != %x% || $.a.*.a > 1e5 }`,
	`{ $.*.a IS NULL || $.a.* NOT EXISTS || $.a[0][*] IS TRUE }`,
}

// FuzzScan walks texts that need not be JSON, in a buffer that ends with them.
func FuzzScan(f *testing.F) {
	for _, text := range jsonTexts {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	f.Add([]byte(`{"a":{"b":[0,{"c":"xy"}]},"x y":1}`))
	f.Add([]byte(`{"a":[{"b":"x"},{"b":1e309}],"\u0061":"\u`))
	var filters []*Filter
	for _, p := range scanPatterns {
		filters = append(filters, mustFilter(f, p))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		fuzzbound.Watch(t, text)
		text = bytes.Clone(text)
		text = text[:len(text):len(text)]
		for _, filter := range filters {
			m := filter.matcher.(*jsonMatcher)
			s := m.state()
			if m.collect(s, text) {
				evaluateAll(m.expr, s)
			}
			m.release(s)
			decideByNames(m, text)
			filter.Highlight(text)
		}
		for i := range text {
			end := valueEnd(text, i)
			if end != -1 && (end <= i || end > len(text)) {
				t.Fatalf("value at %d of %q ends at %d", i, text, end)
			}
			w := walker{b: text, escape: nextEscape(text, i)}
			if got := w.valueEnd(i); got != end {
				t.Fatalf("value at %d of %q ends at %d, on a walk at %d", i, text, end, got)
			}
			if end := jsontext.ValidValue(text, i); end != -1 && (end <= i || end > len(text)) {
				t.Fatalf("valid value at %d of %q ends at %d", i, text, end)
			}
		}
		if json.Valid(text) {
			checkCursor(t, text)
		}
	})
}

// evaluateAll evaluates every condition, needed or not.
func evaluateAll(x *jsonExpr, s *jsonState) {
	if x.condition != nil {
		x.condition.holds(s)
	}
	for _, o := range x.operands {
		evaluateAll(o, s)
	}
}

// checkCursor goes through all of a valid value and compares what it meets
// with encoding/json.
func checkCursor(t *testing.T, text []byte) {
	i := jsontext.SkipSpace(text, 0)
	if end := valueEnd(text, i); end != len(bytes.TrimRight(text, " \t\r\n")) {
		t.Fatalf("%q ends at %d", text, end)
	}
	if text[i] != '{' && text[i] != '[' {
		return
	}
	var names []string
	var values []json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	_, _ = d.Token()
	for d.More() {
		if text[i] == '{' {
			name, _ := d.Token()
			names = append(names, name.(string))
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		values = append(values, v)
	}
	var scratch []byte
	c := newCursor(text[i:], &scratch)
	for n := 0; ; n++ {
		m, ok := c.next()
		if !ok {
			if n != len(values) || c.broken {
				t.Fatalf("%q: %d members of %d, broken %v", text, n, len(values), c.broken)
			}
			return
		}
		if !bytes.Equal(m.value, values[n]) {
			t.Fatalf("%q: member %d is %q, want %q", text, n, m.value, values[n])
		}
		if text[i] == '{' && strings.ToValidUTF8(string(m.name), "\ufffd") != strings.ToValidUTF8(names[n], "\ufffd") &&
			!bytes.ContainsRune(m.name, '\ufffd') {
			t.Fatalf("%q: name %d is %q, want %q", text, n, m.name, names[n])
		}
	}
}
