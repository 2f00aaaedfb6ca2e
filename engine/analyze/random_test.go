package analyze

import (
	"context"
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/fuzzbound"
	"github.com/logsieve/logsieve/internal/sample"
)

// pair is two patterns and their filters.
type pair struct {
	patterns [2]grammar.Pattern
	filters  [2]*engine.Filter
}

func newPair(a, b string) (pair, error) {
	var p pair
	for i, text := range []string{a, b} {
		var err error
		if p.patterns[i], err = grammar.Parse(text); err != nil {
			return p, err
		}
		if p.filters[i], err = engine.Compile(p.patterns[i]); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p pair) region(event string) region2 {
	return region2{p.filters[0].Match([]byte(event)), p.filters[1].Match([]byte(event))}
}

func (p pair) String() string { return fmt.Sprintf("%s and %s", p.patterns[0], p.patterns[1]) }

var regions = []region2{{true, true}, {true, false}, {false, true}, {false, false}}

// answers decides each region.
func (p pair) answers(opts Options) map[region2]finding {
	out := map[region2]finding{}
	q := newInquiry(side{pattern: p.patterns[0]}, side{pattern: p.patterns[1]}, opts)
	q.several = true
	for _, r := range regions {
		out[r] = q.find(r)
	}
	return out
}

// contradict fails when an event lies in a region that was said to be empty.
func (p pair) contradict(t *testing.T, answers map[region2]finding, event string) {
	t.Helper()
	if r := p.region(event); event != "" && answers[r].answer == No {
		t.Fatalf("%s: nothing should be in %v, and %q is", p, r, event)
	}
}

// TestRandomPairs looks for events that contradict an answer.
func TestRandomPairs(t *testing.T) {
	kinds := []struct {
		name    string
		pattern func(sample.Gen) string
		message func(sample.Gen, grammar.Pattern) string
	}{
		{"terms", sample.Gen.TermsPattern, sample.Gen.Line},
		{"delimited", sample.Gen.DelimitedPattern, sample.Gen.FieldLine},
		{"json", sample.Gen.JSONPattern, sample.Gen.JSONMessage},
	}
	for i, a := range kinds {
		for j, b := range kinds {
			if j < i {
				continue
			}
			t.Run(a.name+" "+b.name, func(t *testing.T) {
				g := sample.New(17, uint64(3*i+j))
				unknown, pairs := 0, some(80)
				for n := 0; n < pairs; {
					p, err := newPair(a.pattern(g), b.pattern(g))
					if err != nil {
						continue
					}
					n++
					answers := p.answers(Options{Steps: 3_000_000})
					for _, f := range answers {
						if f.answer == Unknown {
							unknown++
						}
					}
					for range 40 {
						p.contradict(t, answers, a.message(g, p.patterns[0]))
						p.contradict(t, answers, b.message(g, p.patterns[1]))
					}
				}
				t.Logf("%d of %d unknown", unknown, 4*pairs)
				if unknown > pairs {
					t.Errorf("too much is unknown")
				}
			})
		}
	}
}

// FuzzCompare looks for an event that contradicts an answer about two
// patterns.
func FuzzCompare(f *testing.F) {
	g := sample.New(19, 20)
	for range 20 {
		a, b := g.TermsPattern(), g.TermsPattern()
		f.Add(a, b, g.Line(nil))
		f.Add(g.DelimitedPattern(), g.DelimitedPattern(), g.FieldLine(nil))
		f.Add(g.JSONPattern(), g.JSONPattern(), g.JSONObject(2))
		f.Add(a, g.JSONPattern(), g.JSONObject(2))
	}
	f.Fuzz(func(t *testing.T, a, b, event string) {
		fuzzbound.Watch(t, a, b, event)
		if len(a)+len(b) > 200 || !utf8.ValidString(event) {
			t.Skip()
		}
		p, err := newPair(a, b)
		if err != nil {
			t.Skip()
		}
		work := budget.New(context.Background(), 100_000)
		before := allocated()
		answers := p.answers(Options{Steps: 30_000, Work: work})
		for _, pattern := range p.patterns {
			Facts(pattern, Options{Steps: 30_000, Work: work})
		}
		// What is prepared before a step is taken grows with the patterns.
		if bytes := allocated() - before; bytes > 8<<20+bytesPerStep*uint64(work.Used()) {
			t.Errorf("%d bytes for %d steps", bytes, work.Used())
		}
		if work.Used() > 200_000 {
			t.Errorf("%d steps of 100000", work.Used())
		}
		p.contradict(t, answers, event)
		for _, f := range answers {
			p.contradict(t, answers, f.event)
		}
	})
}

// TestEventsAreTriedOnOneMatcher: many log events may be tried for an answer,
// and a matcher with a large table takes long to make.
func TestEventsAreTriedOnOneMatcher(t *testing.T) {
	p, err := newPair("%[ab]*a[a-z]{40}%", "{ $.a = 1 }")
	if err != nil {
		t.Fatal(err)
	}
	q := newInquiry(side{pattern: p.patterns[0]}, side{pattern: p.patterns[1]}, Options{})
	var first [2]*engine.Filter
	for range 2 {
		if !q.shows("x", region2{false, false}) {
			t.Error("x matches")
		}
		if first[0] == nil {
			first = q.filters
		}
	}
	if first[0] == nil || q.filters != first {
		t.Errorf("made again: %v, %v", first, q.filters)
	}
}
