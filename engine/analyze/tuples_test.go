package analyze

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// A map of the tuples as texts is the judge.
func TestTuples(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	known := newTuples(3)
	var all [][]int32
	seen := map[[3]int32]bool{}
	for range 20000 {
		next := []int32{r.Int32N(30) - 1, r.Int32N(30) << 24, r.Int32N(30)}
		added := known.add(next)
		if added == seen[[3]int32(next)] {
			t.Fatalf("%v is added: %v", next, added)
		}
		if added {
			all = append(all, next)
		}
		seen[[3]int32(next)] = true
	}
	for id, want := range all {
		if got := known.at(int32(id)); !slices.Equal(got, want) {
			t.Errorf("tuple %d is %v, was %v", id, got, want)
		}
	}
	if none := newTuples(0); !none.add(nil) || none.add(nil) {
		t.Error("the tuple of no states is not added once")
	}
}

// TestTuplesLittle holds what is remembered to a few times its own size.
func TestTuplesLittle(t *testing.T) {
	before := allocated()
	known := newTuples(2)
	for i := range int32(1 << 20) {
		known.add([]int32{i, i >> 10})
	}
	if bytes := allocated() - before; !raceDetector && bytes > 100<<20 {
		t.Errorf("%d bytes for a million pairs", bytes)
	}
}
