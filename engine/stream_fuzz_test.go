package engine

import (
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

func FuzzStream(f *testing.F) {
	for i, p := range streamPatterns {
		f.Add(p, strings.Join(streamPieces, "\n"), uint64(i))
		f.Add(p, strings.Join(streamPieces, "\r\n")+"\n", uint64(i))
	}
	f.Fuzz(func(t *testing.T, pattern, text string, seed uint64) {
		fuzzbound.Watch(t, pattern, text, seed)
		filter, err := ParseAndCompile(pattern)
		if err != nil {
			return
		}
		r := rand.New(rand.NewPCG(seed, 1))
		opts := StreamOptions{Workers: 1 + r.IntN(3), MaxLine: []int{0, 1, 30}[r.IntN(3)], Invert: r.IntN(4) == 0}
		var log io.Reader = oddReader{strings.NewReader(text), r}
		if r.IntN(4) == 0 {
			log = logFile(t, text)
		}
		got := stream1(t, filter, log, opts)
		if diff := cmp.Diff(plain(filter, text, opts), got); diff != "" {
			t.Errorf("%q over %q with %+v (-plain +stream):\n%s", pattern, text, opts, diff)
		}
	})
}

func TestStreamStopsForItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	blocks := 0
	err := mustFilter(t, "x").Stream(ctx, strings.NewReader(strings.Repeat("x\n", 8*readSize)), StreamOptions{}, func(*Block) error {
		blocks++
		cancel()
		return nil
	})
	if err == nil || blocks > 2 {
		t.Errorf("after cancel: %v, %d blocks", err, blocks)
	}
}
