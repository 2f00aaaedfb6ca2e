package analyze

import (
	"fmt"
	"testing"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
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
				unknown, asked := 0, 0
				reasons := map[string]int{}
				for n := 0; n < 150; {
					p, err := newPair(a.pattern(g), b.pattern(g))
					if err != nil {
						continue
					}
					n++
					answers := p.answers(Options{})
					for r, f := range answers {
						asked++
						if f.answer == Unknown {
							unknown++
							reasons[f.reason]++
							if testing.Verbose() {
								t.Logf("%s: %v: %s", p, r, f.reason)
							}
						}
					}
					for range 40 {
						p.contradict(t, answers, a.message(g, p.patterns[0]))
						p.contradict(t, answers, b.message(g, p.patterns[1]))
					}
				}
				t.Logf("%d of %d unknown: %v", unknown, asked, reasons)
			})
		}
	}
}
