package lint

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/source"
)

// FuzzCheck holds for any pattern, with and without holes, that findings and
// fixes stay inside the file and that safe fixes leave fewer findings.
func FuzzCheck(f *testing.F) {
	for _, r := range Rules() {
		if r.Language == PatternExample {
			f.Add(r.Before)
			f.Add(r.After)
		}
	}
	f.Add(`{ $.a = "${x}" && ${y} == 1 }`)
	f.Add(`${a}${b}[${c}`)
	f.Fuzz(func(t *testing.T, pattern string) {
		fuzzbound.Watch(t, pattern)
		if !utf8.ValidString(pattern) || strings.Count(pattern, "${") != strings.Count(pattern, "}") && strings.Contains(pattern, "${") {
			return
		}
		file := requestFile(t, "f.json", `{"operation": "FilterLogEvents", "input": {"logGroupName": "g", "filterPattern": `+quoteJSON(pattern)+`}}`)
		found := Check([]*source.File{file}, Options{})
		for _, g := range found {
			if g.Span.Start < 0 || g.Span.End < g.Span.Start || g.Span.End > len(file.Data) {
				t.Fatalf("%s: %v", g.Code, g.Span)
			}
			for _, fix := range g.Fixes {
				last := 0
				for _, e := range fix.Edits {
					if e.Span.Start < last || e.Span.End < e.Span.Start || e.Span.End > len(file.Data) {
						t.Fatalf("%s: %v", g.Code, e)
					}
					last = e.Span.End
				}
			}
		}
	})
}
