package engine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/sample"
)

func TestRandomPatternsWithOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine, many patterns")
	}
	skipUnderRace(t)
	for i, tt := range []struct {
		kind     grammar.Kind
		pattern  func(sample.Gen) string
		message  func(sample.Gen, grammar.Pattern) string
		patterns int
	}{
		{grammar.Terms, sample.Gen.TermsPattern, sample.Gen.Line, 1500},
		{grammar.Delimited, sample.Gen.DelimitedPattern, sample.Gen.FieldLine, 2000},
		{grammar.JSON, sample.Gen.JSONPattern, sample.Gen.JSONMessage, 3000},
	} {
		t.Run(fmt.Sprint(tt.kind), func(t *testing.T) {
			g := sample.New(11, uint64(i))
			matches, pairs, refused := 0, 0, 0
			for n := 0; n < tt.patterns; {
				text := tt.pattern(g)
				p, err := grammar.Parse(text)
				if err != nil { // too many wildcards, a repeated operator
					if refused++; refused > tt.patterns {
						t.Fatalf("most patterns are refused, such as %q: %v", text, err)
					}
					continue
				}
				n++
				if p.Kind() != tt.kind {
					t.Fatalf("%q is a %s pattern", text, p.Kind())
				}
				f, err := Compile(p)
				if err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				var log strings.Builder
				for range 12 {
					pairs++
					message := tt.message(g, p)
					if agree(t, f, message) {
						matches++
					}
					log.WriteString(strings.ReplaceAll(message, "\n", g.One(" ", " ", "\n")) + "\n")
				}
				// A stream searches for needles instead of matching each line.
				opts := StreamOptions{Workers: 1, MaxLine: 4096}
				if diff := cmp.Diff(plain(f, log.String(), opts), stream1(t, f, strings.NewReader(log.String()), opts)); diff != "" {
					t.Fatalf("%s over %q (-plain +stream):\n%s", p, log.String(), diff)
				}
			}
			t.Logf("%d of %d pairs match (%d%%); %d patterns refused", matches, pairs, 100*matches/pairs, refused)
			if matches < pairs/6 || matches > pairs*5/6 {
				t.Errorf("the test says little")
			}
		})
	}
}
