package diag_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"plain é日本😀\ttab\r\n":                   "plain é日本😀\ttab\r\n",
		"\x1b[31mred\x1b[0m":                    "\uFFFD[31mred\uFFFD[0m",
		"a\rb":                                  "a␍b",
		"\x00\x7f\u0085\u009b":                  "\uFFFD\uFFFD\uFFFD\uFFFD",
		"\u202eabc\u2066\u200f\u061c\u2028":     "\uFFFDabc\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xff\xc3(\uFFFE\U0001FFFF\xed\xa0\x80": "\uFFFD\uFFFD(\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD",
		"::set-output name=x::y":                ":꞉set-output name=x::y",
		"a\n \t\u2003::error::x":                "a\n \t\u2003:꞉error::x",
		"::a\r\n::b\n::c":                       ":꞉a\r\n:꞉b\n:꞉c",
		":::":                                   ":꞉꞉",
		"x ::y":                                 "x ::y",
		": ::y":                                 ": :꞉y",
		"x ##[command]y ##[##[":                 "x ##⟦command]y ##⟦##⟦",
		"#\n#[a":                                "#\n#[a",
		"# #[":                                  "# #[",
		"##vso[task.x]y ##teamcity[z] ###[":     "##vso⟦task.x]y ##teamcity⟦z] ###⟦",
		"## a[1] ##-[2]":                        "## a[1] ##-[2]",
	} {
		for _, size := range []int{1, 2, 3, len(text)} {
			if d := cmp.Diff(want, through(t, text, size, func(b *bytes.Buffer) *diag.Printer { return diag.Text(b, false) })); d != "" {
				t.Errorf("%q by %d: %s", text, size, d)
			}
		}
	}
}

func TestTextWithColors(t *testing.T) {
	for text, want := range map[string]string{
		"\x1b[1;31mred\x1b[0m":      "\x1b[1;31mred\x1b[0m",
		"\x1b[31m::error::\x1b[0m":  "\x1b[31m:꞉error::\x1b[0m",
		"\x1b[2J\x1b]0;t\a\x1b[31x": "\uFFFD[2J\uFFFD]0;t\uFFFD\uFFFD[31x",
	} {
		for _, size := range []int{1, 2, 3, len(text)} {
			if d := cmp.Diff(want, through(t, text, size, func(b *bytes.Buffer) *diag.Printer { return diag.Text(b, true) })); d != "" {
				t.Errorf("%q by %d: %s", text, size, d)
			}
		}
	}
}

// through is what a printer makes of a text written so many bytes at a time.
func through(t *testing.T, text string, size int, printer func(*bytes.Buffer) *diag.Printer) string {
	t.Helper()
	var b bytes.Buffer
	p := printer(&b)
	for rest := []byte(text); len(rest) > 0; {
		n := min(size, len(rest))
		if got, err := p.Write(rest[:n]); got != n || err != nil {
			t.Fatal(got, err)
		}
		rest = rest[n:]
	}
	return b.String()
}

// command is what runners take for a command.
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
var command = regexp.MustCompile(`(?m)^[\s\p{Z}]*::|##[\pL\pN]*\[`)

func FuzzText(f *testing.F) {
	f.Add("a\u202e\x1b[31m\n ::error::##[x", 1)
	f.Add("\xf0\x9f\x98", 2)
	f.Add(":\r:\r\n::", 3)
	f.Fuzz(func(t *testing.T, text string, size int) {
		fuzzbound.Watch(t, text, size)
		size = min(max(size, 1), 1<<10)
		text += "\n" // what is cut off inside of a character is not written
		got := through(t, text, size, func(b *bytes.Buffer) *diag.Printer { return diag.Text(b, false) })
		if whole := through(t, text, len(text), func(b *bytes.Buffer) *diag.Printer { return diag.Text(b, false) }); got != whole {
			t.Errorf("by %d %q, at once %q", size, got, whole)
		}
		if !utf8.ValidString(got) || command.MatchString(got) {
			t.Errorf("%q", got)
		}
		for i, r := range got {
			if r != '\n' && r != '\t' && !(r == '\r' && strings.HasPrefix(got[i:], "\r\n")) && unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Noncharacter_Code_Point) {
				t.Errorf("%U in %q", r, got)
			}
		}
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(text) {
			t.Errorf("%q has another length than %q", got, text)
		}
	})
}

// FuzzJSON holds that escaping changes nothing of what is said.
func FuzzJSON(f *testing.F) {
	f.Add("a\u202e\x7f\u009b##[x\U0001FFFE")
	f.Fuzz(func(t *testing.T, text string) {
		fuzzbound.Watch(t, text)
		var b, plain bytes.Buffer
		e := json.NewEncoder(&plain)
		e.SetEscapeHTML(false)
		if err := e.Encode([]string{text}); err != nil {
			t.Fatal(err)
		}
		if _, err := diag.JSON(&b).Write(plain.Bytes()); err != nil {
			t.Fatal(err)
		}
		var got, want []string
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(plain.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		for _, r := range b.String() {
			if r != '\n' && unicode.In(r, unicode.Cc, unicode.Bidi_Control) {
				t.Errorf("%U in %q", r, b.String())
			}
		}
		if command.MatchString(b.String()) {
			t.Errorf("%q", b.String())
		}
	})
}
