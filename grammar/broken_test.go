package grammar_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/grammar"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const brokenFile = "testdata/broken.json"

// brokenPattern is a pattern with all its errors. Every row has been read: the
// span is where the person went wrong.
type brokenPattern struct {
	Pattern string        `json:"pattern"`
	Service string        `json:"service"` // of the whole pattern
	Errors  []brokenError `json:"errors"`
}

type brokenError struct {
	Code        grammar.Code `json:"code"`
	Name        string       `json:"name"`
	Start       int          `json:"start"`
	End         int          `json:"end"`
	At          string       `json:"at"` // the text of the span
	Service     string       `json:"service"`
	Reason      string       `json:"reason"`
	Remedy      string       `json:"remedy"`
	Replacement string       `json:"replacement,omitempty"`
	Suggestion  string       `json:"suggestion,omitempty"`
	Safe        bool         `json:"safe,omitempty"`
}

func diagnose(pattern string) brokenPattern {
	b := brokenPattern{Pattern: pattern}
	_, err := grammar.Parse(pattern)
	var all grammar.Errors
	if !errors.As(err, &all) {
		return b
	}
	b.Service = all.ServiceMessage()
	for _, e := range all {
		b.Errors = append(b.Errors, brokenError{
			Code: e.Code, Name: e.Code.Name(), Start: e.Span.Start, End: e.Span.End, At: pattern[e.Span.Start:e.Span.End],
			Service: e.Service, Reason: e.Reason, Remedy: e.Remedy, Replacement: e.Replacement,
			Suggestion: e.Suggestion, Safe: e.Safe,
		})
	}
	return b
}

func brokenPatterns(t testing.TB) []brokenPattern {
	t.Helper()
	data, err := os.ReadFile(brokenFile)
	if err != nil {
		t.Fatal(err)
	}
	var table []brokenPattern
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	return table
}

func TestBrokenPatterns(t *testing.T) {
	table := brokenPatterns(t)
	codes := map[grammar.Code]int{}
	for i, want := range table {
		got := diagnose(want.Pattern)
		for _, e := range got.Errors {
			codes[e.Code]++
		}
		if *update {
			table[i] = got
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want.Pattern, diff)
		}
	}
	if *update {
		writeJSON(t, brokenFile, table)
	}
	if len(table) < 100 {
		t.Errorf("the table has %d patterns only", len(table))
	}
	for c := grammar.Code("FP001"); c <= grammar.CodeOtherLanguage; c = nextCode(c) {
		if codes[c] == 0 && c != grammar.CodeInvalidCriteria {
			t.Errorf("no pattern of the table is refused with %s %s", c, c.Name())
		}
	}
}

func nextCode(c grammar.Code) grammar.Code {
	n := int(c[3]-'0')*10 + int(c[4]-'0') + 1
	return grammar.Code("FP0" + string(rune('0'+n/10)) + string(rune('0'+n%10)))
}

func writeJSON(t testing.TB, path string, v any) {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// checkErrors holds for the errors of every pattern.
func checkErrors(t testing.TB, pattern string, err error) {
	t.Helper()
	checkErrorsOf(t, pattern, err, func(text string) error {
		_, err := grammar.Parse(text)
		return err
	})
}

// checkErrorsOf holds for the errors of every text that parse reads.
func checkErrorsOf(t testing.TB, pattern string, err error, parse func(string) error) {
	t.Helper()
	var all grammar.Errors
	if !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("%q fails with %v, which is no grammar.Errors", pattern, err)
	}
	if !slices.IsSortedFunc(all, func(a, b *grammar.SyntaxError) int { return a.Span.Start - b.Span.Start }) {
		t.Errorf("%q: errors are not sorted: %v", pattern, err)
	}
	for _, e := range all {
		if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(pattern) {
			t.Errorf("%q: span %v is outside", pattern, e.Span)
		}
		if e.Suggestion != "" {
			if err := parse(e.Suggestion); err != nil {
				t.Errorf("%q: the suggestion %q does not parse: %v", pattern, e.Suggestion, err)
			}
		}
		if e.Edit != nil {
			at, with := e.Edit.At, e.Edit.With
			mended := pattern[:at.Start] + with + pattern[at.End:]
			err := parse(mended)
			var left grammar.Errors
			switch errors.As(err, &left); {
			case len(all) == 1 && e.Suggestion != "" && mended != e.Suggestion:
				t.Errorf("%q: the edit makes %q, and the suggestion is %q", pattern, mended, e.Suggestion)
			case len(all) == 1 && e.Suggestion == "" && len(left) == 0:
				t.Errorf("%q: the edit makes %q, which is not suggested", pattern, mended)
			}
		} else if e.Safe {
			t.Errorf("%q: an error without an edit is safe: %+v", pattern, e)
		}
		if e.Service == "" || e.Reason == "" || e.Remedy == "" || e.Code.Name() == "unknown" {
			t.Errorf("%q: an error says too little: %+v", pattern, e)
		}
	}
	if all.ServiceMessage() == "" {
		t.Errorf("%q: no text of the service", pattern)
	}
}
