package engine

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/corpus"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/jsontext"
	"github.com/logsieve/logsieve/internal/oracle"
)

// agree compares one answer with the oracle's, and returns it.
func agree(t *testing.T, f *Filter, message string) bool {
	t.Helper()
	text := []byte(message)
	want, match := oracle.Extract(f.Pattern(), message)
	if got := f.Match(text); got != match {
		t.Fatalf("%s on %q: engine says %v, the oracle %v", f.Pattern(), message, got, match)
	}
	got, ok := f.Extract(text)
	if ok != match {
		t.Fatalf("%s on %q: Match says %v, Extract %v", f.Pattern(), message, match, ok)
	}
	if match {
		if diff := cmp.Diff(ExtractedValues(want), got); diff != "" {
			t.Fatalf("%s on %q: extracted values (-oracle +engine):\n%s", f.Pattern(), message, diff)
		}
	}
	spans := f.Highlight(text)
	if !match && spans != nil {
		t.Fatalf("%s on %q: does not match and is highlighted: %v", f.Pattern(), message, spans)
	}
	last := 0
	for i, s := range spans {
		if s.Start >= s.End || s.End > len(text) || s.Start < last || i > 0 && s.Start == last {
			t.Fatalf("%s on %q: spans overlap, touch or leave the message: %v", f.Pattern(), message, spans)
		}
		last = s.End
	}
	// Needles are a promise about every message that matches.
	if match && !holdsNeedle(f, message) {
		t.Fatalf("%s on %q: none of the needles %q is there", f.Pattern(), message, f.matcher.needles())
	}
	agreeByNames(t, f, text, match)
	if string(text) != message {
		t.Fatalf("%s on %q: the message was changed to %q", f.Pattern(), message, text)
	}
	return match
}

// agreeByNames holds the search for names, which Match leaves out at times, to
// the outcome.
func agreeByNames(t *testing.T, f *Filter, message []byte, match bool) {
	t.Helper()
	m, ok := f.matcher.(*jsonMatcher)
	if !ok {
		return
	}
	switch v := decideByNames(m, message); {
	case v == fails && match, v == holds && !match && jsontext.ValidObject(message):
		t.Fatalf("%s on %q: matches: %v, but the search for names says %v", f.Pattern(), message, match, v)
	}
}

func decideByNames(m *jsonMatcher, message []byte) verdict {
	if len(m.searches.names) == 0 {
		return maybe
	}
	s := m.state()
	defer m.release(s)
	return m.searches.decide(m.expr, s, message)
}

func holdsNeedle(f *Filter, message string) bool {
	needles := f.matcher.needles()
	if needles == nil || f.Pattern().Kind() == grammar.JSON && strings.Contains(message, `\u`) {
		return true
	}
	return slices.ContainsFunc(needles, func(n []byte) bool { return strings.Contains(message, string(n)) })
}

// corpusPairs calls each with every pattern of the corpus that is valid and
// every message it is tested with.
func corpusPairs(tb testing.TB, each func(pattern, message string)) {
	tb.Helper()
	for _, glob := range []string{"*.json", "captured/*.json"} {
		files, err := fs.Glob(corpus.FS(), glob)
		if err != nil {
			tb.Fatal(err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(corpus.FS(), file)
			if err != nil {
				tb.Fatal(err)
			}
			var suite struct {
				Cases []struct{ Request TestMetricFilterRequest }
			}
			if err := json.Unmarshal(text, &suite); err != nil {
				tb.Fatal(err)
			}
			for _, c := range suite.Cases {
				if c.Request.FilterPattern == nil {
					continue
				}
				for _, m := range c.Request.LogEventMessages {
					each(*c.Request.FilterPattern, m)
				}
			}
		}
	}
}

// TestCorpusWithOracle tries every pattern of the corpus on every message of
// the corpus that is meant for its language, whatever case it belongs to.
func TestCorpusWithOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	skipUnderRace(t)
	filters := map[string]*Filter{}
	messages := map[grammar.Kind]map[string]bool{grammar.Terms: {}, grammar.JSON: {}, grammar.Delimited: {}, grammar.MatchAll: {}}
	corpusPairs(t, func(pattern, message string) {
		if filters[pattern] == nil {
			f, err := ParseAndCompile(pattern)
			if err != nil {
				return
			}
			filters[pattern] = f
		}
		messages[filters[pattern].Pattern().Kind()][message] = true
	})
	matches, pairs := 0, 0
	for _, f := range filters {
		for m := range messages[f.Pattern().Kind()] {
			if len(m) > 1000 {
				continue
			}
			pairs++
			if agree(t, f, m) {
				matches++
			}
		}
	}
	t.Logf("%d patterns, %d pairs, %d matches", len(filters), pairs, matches)
}

// fuzzMatch compares engine and oracle on patterns of one kind.
func fuzzMatch(f *testing.F, kind grammar.Kind) {
	corpusPairs(f, func(pattern, message string) {
		if p, err := grammar.Parse(pattern); err == nil && p.Kind() == kind {
			f.Add(pattern, message)
		}
	})
	if kind == grammar.JSON {
		for _, tt := range nameTests {
			f.Add(tt.pattern, tt.message)
		}
		for i := 0; i < len(duplicateTests); i += 23 {
			f.Add(duplicateTests[i].pattern, duplicateTests[i].message)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, message string) {
		fuzzbound.Watch(t, pattern, message)
		// The API takes characters, so what a pattern of broken ones means
		// is nobody's concern.
		if !utf8.ValidString(pattern) {
			return
		}
		p, err := grammar.Parse(pattern)
		if err != nil || p.Kind() != kind {
			return
		}
		filter, err := Compile(p)
		if err != nil {
			t.Fatalf("%q is parsed and not compiled: %v", pattern, err)
		}
		agree(t, filter, message)
	})
}

func FuzzMatchTerms(f *testing.F)     { fuzzMatch(f, grammar.Terms) }
func FuzzMatchJSON(f *testing.F)      { fuzzMatch(f, grammar.JSON) }
func FuzzMatchDelimited(f *testing.F) { fuzzMatch(f, grammar.Delimited) }

// skipUnderRace leaves out what compares outcomes in one goroutine: the race
// detector makes it several times as slow and has nothing to find in it.
func skipUnderRace(t *testing.T) {
	t.Helper()
	if raceEnabled {
		t.Skip("one goroutine: runs without the race detector")
	}
}
