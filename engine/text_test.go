package engine

import (
	"bytes"
	"testing"

	"github.com/logsieve/logsieve/grammar"
)

func TestTextPattern(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"a", "a", true}, {"a", "A", false}, {"a", "ab", false}, {"a", "ba", false}, {"a?", "ab", false}, {"a?", "a?", true},
		{"*", "", true}, {"*", "a", true}, {"**", "", true}, {"***", "x", true},
		{"a*", "a", true}, {"a*", "ab", true}, {"a*", "ba", false}, {"*a", "a", true}, {"*a", "ba", true}, {"*a", "ab", false},
		{"*a*", "bab", true}, {"*a*", "b", false}, {"a*b", "ab", true}, {"a*b", "axb", true}, {"a*b", "axbx", false}, {"a*b", "a", false},
		// A piece behind a star is taken where it first occurs (J13).
		{"*a", "aa", false}, {"*ab", "abab", false}, {"a*b", "abb", false}, {"*111.111.111", "111.111.111.111", false}, {"*.111.111.111", "111.111.111.111", true},
		{"a*a", "a", false}, {"a*a", "aa", true}, {"a*a", "aaa", false}, {"a*a*", "aaa", true}, {"*a*a", "aa", true}, {"*a*a", "aaa", false},
		{"a*b*c", "abc", true}, {"a*b*c", "acb", false}, {"a*b*c", "axbybc", true}, {"*a*b*", "ba", false}, {"*a*b*", "xaxbx", true}, {"ab*ba", "aba", false},
		{"é*", "été", true}, {"*\n*", "a\nb", true}, {"*\x00", "a\x00", true}, {"*", "\xff", true},
	} {
		p := CompileText(&grammar.Text{Decoded: tt.pattern})
		if got := p.Match([]byte(tt.text)); got != tt.want {
			t.Errorf("%q on %q: %v, want %v", tt.pattern, tt.text, got, tt.want)
		}
	}
}

func TestAppendUnescaped(t *testing.T) {
	for in, want := range map[string]string{
		``: "", `a`: "a", `\"\\\/`: `"\/`, `\b\f\n\r\t`: "\b\f\n\r\t", `\u0061\u00e9\u20AC`: "aé€", `a\u0000b`: "a\x00b",
		`\ud83d\ude00`: "\U0001f600", `\ud83d`: "\ufffd", `\ud83dx`: "\ufffdx", `\ude00\ud83d`: "\ufffd\ufffd", `\ud83d\u0061`: "\ufffda",
		`\ud83d\ud83d\ude00`: "\ufffd\U0001f600", `\ud83d\n`: "\ufffd\n", "\xff\\n": "\xff\n", `\ufffd`: "\ufffd",
		// broken ones, which no event that is reported holds
		`\`: `\`, `a\u12`: "a", `\ud83d\u`: "\ufffd", `\x`: "x",
	} {
		if got := appendUnescaped([]byte("<"), []byte(in)); string(got) != "<"+want {
			t.Errorf("%s is %q, want %q", in, got, "<"+want)
		}
	}
}

func TestMergeSpans(t *testing.T) {
	got := mergeSpans([]grammar.Span{{Start: 7, End: 9}, {Start: 0, End: 2}, {Start: 4, End: 4}, {Start: 1, End: 3}, {Start: 3, End: 4}, {Start: 0, End: 1}, {Start: 7, End: 8}})
	want := []grammar.Span{{Start: 0, End: 4}, {Start: 7, End: 9}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
}

// highlighted is a message with its highlighted parts in ‹›.
func highlighted(f *Filter, message string) string {
	var b bytes.Buffer
	at := 0
	for _, s := range f.Highlight([]byte(message)) {
		b.WriteString(message[at:s.Start] + "‹" + message[s.Start:s.End] + "›")
		at = s.End
	}
	return b.String() + message[at:]
}

func TestHighlight(t *testing.T) {
	for _, tt := range []struct{ pattern, message, want string }{
		{``, `a`, `a`},
		{`ERROR`, `an ERROR, ERRORS`, `an ‹ERROR›, ‹ERROR›S`},
		{`ERROR`, `fine`, `fine`},
		{`aa`, `aaaaa`, `‹aaaa›a`},
		{`ab bc`, `xabcx`, `x‹abc›x`},
		{`-x a`, `a b`, `‹a› b`},
		{`-x`, `a b`, `a b`},
		{`?a ?b`, `a b c`, `‹a› ‹b› c`},
		{`?a c`, `a c`, `a ‹c›`}, // T6
		{`%[ab]+%`, `xabxb`, `x‹ab›x‹b›`},
		{`%^%`, `x`, `x`},
		{`{ $.a = 1 }`, `{"a": 1, "b": 1}`, `{"a": ‹1›, "b": 1}`},
		{`{ $.a = "x*" && $.b[1] > 1 }`, ` {"b":[1, 22 ],"a":"xy"}`, ` {"b":[1, ‹22› ],"a":‹"xy"›}`},
		{`{ $.a = 1 }`, `{"a":1,"a":1}`, `{"a":1,"a":‹1›}`}, // J19
		{`{ $.a NOT EXISTS }`, `{"b":1}`, `{"b":1}`},
		{`{ $.a[*].b = 1 }`, `{"a":[{"b":1},{"b":2}]}`, `{"a":‹[{"b":1},{"b":2}]›}`},
		{`{ $.* = 1 }`, "\t{\"a\":1}\r\n", "\t‹{\"a\":1}›\r\n"},
		{`{ $.a = 1 || $.b = 1 }`, `{"a":2,"b":1}`, `{"a":2,"b":‹1›}`},
		{`{ ($.a = 1 && $.b = 2) || $.c = 3 }`, `{"a":1,"b":1,"c":3}`, `{"a":1,"b":1,"c":‹3›}`},
		{`{ $.a = 1 }`, `{"a":1`, `{"a":1`},
		{`[a, b=x, c]`, `1 x "3 4" 5`, `1 ‹x› "3 4" 5`},
		{`[a, b="x y"]`, `1 "x y"`, `1 "‹x y›"`},
		{`[a, ..., z=x*]`, `1 2 3 xy`, `1 2 3 ‹xy›`},
		{`[a, b=*]`, `1 [2] 3`, `1 ‹[2] 3›`},
		{`[]`, `a b`, `a b`},
	} {
		if got := highlighted(mustFilter(t, tt.pattern), tt.message); got != tt.want {
			t.Errorf("%s on %q:\n got %s\nwant %s", tt.pattern, tt.message, got, tt.want)
		}
	}
}
