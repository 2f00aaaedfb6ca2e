package differential

import (
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/oracle"
)

// comparedSteps keep a comparison short; one that takes more says unknown.
const comparedSteps = 300_000

// compare holds what proofs say of two patterns of a round to its log events,
// and their witnesses to the oracle.
func (r *round) compare(t *testing.T, c counts) {
	t.Helper()
	for range 2 {
		i := r.IntN(len(r.filters) - 1)
		a, b := r.filters[i].Pattern(), r.filters[i+1].Pattern()
		got := analyze.Compare(a, b, analyze.Options{Steps: comparedSteps})
		c["comparisons"]++
		for _, region := range []struct {
			inA, inB bool
			analyze.Result
		}{{true, true, got.Both}, {true, false, got.OnlyA}, {false, true, got.OnlyB}} {
			if region.Answer == analyze.Yes {
				c["witnesses"]++
				if oracle.Match(a, region.Event) != region.inA || oracle.Match(b, region.Event) != region.inB {
					t.Errorf("round %d: %q and %q: %q is shown for %v, %v", r.number, a, b, region.Event, region.inA, region.inB)
				}
			}
			for j, e := range r.events {
				if region.Answer == analyze.No && r.matches[i][j] == region.inA && r.matches[i+1][j] == region.inB {
					t.Errorf("round %d: %q and %q: %q is there for %v, %v, of which none should be", r.number, a, b, e, region.inA, region.inB)
				}
			}
			if region.Answer == analyze.No {
				c["regions proven empty"]++
			}
		}
	}
}
