package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// setStreamed is what a set's stream tells about one line.
type setStreamed struct {
	Line    streamed
	Filters []int
}

// streamSet also returns how many log events there were.
func streamSet(t testing.TB, s *Set, r io.Reader, opts StreamOptions) (out []setStreamed, events int64) {
	t.Helper()
	opts.Numbers, opts.EveryBlock = true, true
	err := s.Stream(context.Background(), r, opts, func(b *SetBlock) error {
		if b.TooLong != 0 {
			out = append(out, setStreamed{Line: streamed{Number: b.TooLong, TooLong: true}})
		}
		for i, l := range b.Lines {
			out = append(out, setStreamed{streamed{Number: l.Number, Event: l.Event, Message: string(b.Data[l.Start:l.End])}, append([]int(nil), b.Filters(i)...)})
		}
		events += b.Events
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, events
}

// plainSet is streamSet, done line by line and filter by filter.
func plainSet(t testing.TB, filters []*Filter, text string, opts StreamOptions) (out []setStreamed, events int64) {
	invert := opts.Invert
	opts.Invert = false
	for _, line := range plain(mustFilter(t, ""), text, opts) {
		var matching []int
		if !line.TooLong {
			events++
			for i, f := range filters {
				if f.Match([]byte(line.Message)) {
					matching = append(matching, i)
				}
			}
		}
		if line.TooLong || (len(matching) > 0) != invert {
			out = append(out, setStreamed{line, matching})
		}
	}
	return out, events
}

func compareSetStream(t *testing.T, filters []*Filter, text string, r io.Reader, opts StreamOptions) {
	t.Helper()
	s, err := CompileSet(filters)
	if err != nil {
		t.Fatal(err)
	}
	got, events := streamSet(t, s, r, opts)
	want, wantEvents := plainSet(t, filters, text, opts)
	if len(got) != len(want) || events != wantEvents {
		t.Fatalf("%+v: %d lines of %d log events, want %d of %d", opts, len(got), events, len(want), wantEvents)
	}
	for i := range want { // one by one: there can be many
		if got[i].Line != want[i].Line || !slices.Equal(got[i].Filters, want[i].Filters) {
			t.Fatalf("%+v (-plain +stream):\n%s", opts, cmp.Diff(want[i], got[i]))
		}
	}
}

func TestSetStreamIsThePlainLoop(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 1500 {
		var filters []*Filter
		for range r.IntN(6) {
			filters = append(filters, mustFilter(t, streamPatterns[r.IntN(len(streamPatterns))]))
		}
		text := randomLog(r)
		opts := StreamOptions{Workers: 1 + r.IntN(3), MaxLine: []int{0, 0, 30, 64}[r.IntN(4)], Invert: r.IntN(4) == 0}
		compareSetStream(t, filters, text, oddReader{strings.NewReader(text), r}, opts)
	}
}

// Patterns that match nearly everything make blocks come in parts.
func TestSetStreamOfManyMatches(t *testing.T) {
	var log strings.Builder
	for i := 0; log.Len() < readSize*3/2; i++ {
		fmt.Fprintf(&log, "%d %s\n", i, []string{"a", "b", "\nc"}[i%3])
	}
	text := log.String()
	var filters []*Filter
	for range 5 {
		filters = append(filters, mustFilter(t, "-b"), mustFilter(t, "[n > 100, ...]"), mustFilter(t, ""))
	}
	for workers := 1; workers <= 3; workers++ {
		compareSetStream(t, filters, text, strings.NewReader(text), StreamOptions{Workers: workers})
		compareSetStream(t, filters, text, logFile(t, text), StreamOptions{Workers: workers})
	}
}

func TestSetStreamErrors(t *testing.T) {
	s, err := CompileSet([]*Filter{mustFilter(t, "x"), mustFilter(t, "-x")})
	if err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	many := strings.Repeat("x\n", readSize)
	for workers := 1; workers <= 2; workers++ {
		opts := StreamOptions{Workers: workers}
		if err := s.Stream(context.Background(), strings.NewReader(many), opts, func(*SetBlock) error { return stop }); err != stop {
			t.Errorf("%d workers: emit stopped with %v", workers, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Stream(ctx, strings.NewReader(many), opts, func(*SetBlock) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("%d workers: cancelled with %v", workers, err)
		}
	}
}

func FuzzSetStream(f *testing.F) {
	f.Add(strings.Join(streamPatterns, "\n"), strings.Join(streamPieces, "\n"), uint64(1))
	f.Fuzz(func(t *testing.T, patterns, text string, seed uint64) {
		fuzzbound.Watch(t, patterns, text, seed)
		var filters []*Filter
		for p := range strings.SplitSeq(patterns, "\n") {
			if filter, err := ParseAndCompile(p); err == nil {
				filters = append(filters, filter)
			}
		}
		r := rand.New(rand.NewPCG(seed, 1))
		opts := StreamOptions{Workers: 1 + r.IntN(3), MaxLine: []int{0, 1, 30}[r.IntN(3)], Invert: r.IntN(4) == 0}
		compareSetStream(t, filters, text, oddReader{strings.NewReader(text), r}, opts)
	})
}

func BenchmarkSetStream(b *testing.B) {
	events := logLines(b, "cloudtrail.jsonl")
	var log strings.Builder
	for i := 0; log.Len() < 16<<20; i++ {
		log.Write(events[i%len(events)])
		log.WriteByte('\n')
	}
	text := log.String()
	for _, mix := range setMixes[:2] {
		s := mixedSet(b, mix.pattern, 1000)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", mix.name, workers), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					if err := s.Stream(context.Background(), strings.NewReader(text), StreamOptions{Workers: workers}, func(*SetBlock) error { return nil }); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
