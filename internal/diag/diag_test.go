package diag_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/diag"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/position"
)

func TestWrite(t *testing.T) {
	e := func(start, end int, change func(*grammar.SyntaxError)) *grammar.SyntaxError {
		e := &grammar.SyntaxError{Code: "FP001", Span: grammar.Span{Start: start, End: end}, Reason: "it is wrong"}
		if change != nil {
			change(e)
		}
		return e
	}
	for _, tt := range []struct {
		name string
		src  diag.Source
		errs grammar.Errors
		want string
	}{
		{"everything", diag.Source{Name: "pattern", Text: "{ $.a IS NUL }"},
			grammar.Errors{e(9, 12, func(e *grammar.SyntaxError) {
				e.Service, e.Remedy, e.Suggestion = "Invalid metric filter pattern", "Write NULL.", "{ $.a IS NULL }"
			})}, `pattern:1:10: error: it is wrong [FP001 invalid-character]
    { $.a IS NUL }
             ^^^
    CloudWatch Logs: Invalid metric filter pattern
    help: Write NULL.
    did you mean: { $.a IS NULL }
`},
		{"empty span at the end", diag.Source{Name: "pattern", Text: "{ $.a"}, grammar.Errors{e(5, 5, nil)},
			`pattern:1:6: error: it is wrong [FP001 invalid-character]
    { $.a
         ^
`},
		{"characters, not bytes", diag.Source{Name: "pattern", Text: "café☃é: x"}, grammar.Errors{e(8, 10, nil)},
			`pattern:1:6: error: it is wrong [FP001 invalid-character]
    café☃é: x
         ^
`},
		{"second line, span across lines", diag.Source{Name: "f", Line: 7, Text: "{ $.a = 1 &&\r\n\t$.b x\r\n}"}, grammar.Errors{e(19, 23, nil)},
			"f:8:6: error: it is wrong [FP001 invalid-character]\n    \t$.b x\n    \t    ^^\n"},
		{"controls", diag.Source{Name: "pattern", Text: "a\x1b[31m:"}, grammar.Errors{e(6, 7, nil)},
			"pattern:1:7: error: it is wrong [FP001 invalid-character]\n    a�[31m:\n          ^\n"},
		{"controls in the reason", diag.Source{Name: "pattern", Text: "a"}, grammar.Errors{e(0, 1, func(e *grammar.SyntaxError) { e.Reason = "\x1b[1m" })},
			"pattern:1:1: error: \uFFFD[1m [FP001 invalid-character]\n    a\n    ^\n"},
		{"no pattern by far", diag.Source{Name: "pattern", Text: strings.Repeat("a", 5000)}, grammar.Errors{e(0, 5000, func(e *grammar.SyntaxError) { e.Service = strings.Repeat("b", 5000) })},
			"pattern:1:1: error: it is wrong [FP001 invalid-character]\n    " + strings.Repeat("a", 200) + "…\n    " + strings.Repeat("^", 200) + "\n    CloudWatch Logs: " + strings.Repeat("b", 1880) + "…" + strings.Repeat("b", 120) + "\n"},
		{"two errors", diag.Source{Name: "pattern", Text: "::"}, grammar.Errors{e(0, 1, nil), e(1, 2, nil)},
			`pattern:1:1: error: it is wrong [FP001 invalid-character]
    ::
    ^
pattern:1:2: error: it is wrong [FP001 invalid-character]
    ::
     ^
`},
		{"span outside the text", diag.Source{Name: "pattern", Text: ""}, grammar.Errors{e(3, 9, nil)},
			"pattern:1:1: error: it is wrong [FP001 invalid-character]\n    \n    ^\n"},
		{"suggestion of several lines", diag.Source{Name: "pattern", Text: "{ $.a\n\t== 1\n}"}, grammar.Errors{e(7, 9, func(e *grammar.SyntaxError) { e.Replacement, e.Suggestion = "=", "{ $.a\n\t= 1\n}" })},
			"pattern:2:2: error: it is wrong [FP001 invalid-character]\n    \t== 1\n    \t^^\n    did you mean: { $.a = 1 }\n"},
		{"one of several errors mended", diag.Source{Name: "pattern", Text: "==:"}, grammar.Errors{e(0, 2, func(e *grammar.SyntaxError) { e.Replacement = "=" }), e(2, 3, nil)},
			"pattern:1:1: error: it is wrong [FP001 invalid-character]\n    ==:\n    ^^\n    mends this error, not the others: =\npattern:1:3: error: it is wrong [FP001 invalid-character]\n    ==:\n      ^\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			if err := diag.Write(&b, tt.src, tt.errs); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, b.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

// Whatever the span, every error takes whole lines and the caret stands under
// the span's first character.
func FuzzWrite(f *testing.F) {
	f.Add("{ $.a IS NUL }", 9, 12)
	f.Add("caf\u00e9\r\n\t:", 8, 9)
	f.Add("\xff\xfe", 1, 7)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		fuzzbound.Watch(t, text, start, end)
		var b strings.Builder
		err := diag.Write(&b, diag.Source{Name: "p", Text: text}, grammar.Errors{{
			Code: "FP001", Span: grammar.Span{Start: start, End: end}, Reason: "r"}})
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(b.String(), "\n")
		if len(lines) != 4 || lines[3] != "" {
			t.Fatalf("%d lines: %q", len(lines), b.String())
		}
		column := position.Of(text, start).Column
		before, _, ok := strings.Cut(lines[2], "^")
		if got := utf8.RuneCountInString(before) - len("    ") + 1; !ok || got != column {
			t.Errorf("caret in column %d, want %d: %q", got, column, lines[2])
		}
	})
}
