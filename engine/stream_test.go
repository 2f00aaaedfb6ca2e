package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// streamed is what a stream tells about one line.
type streamed struct {
	Number, Event int64
	Message       string
	TooLong       bool
}

func stream1(t testing.TB, f *Filter, r io.Reader, opts StreamOptions) []streamed {
	t.Helper()
	opts.Numbers = true
	var out []streamed
	err := f.Stream(context.Background(), r, opts, func(b *Block) error {
		if b.TooLong != 0 {
			out = append(out, streamed{Number: b.TooLong, TooLong: true})
		}
		for _, l := range b.Lines {
			out = append(out, streamed{Number: l.Number, Event: l.Event, Message: string(b.Data[l.Start:l.End])})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// plain is Stream, done line by line.
func plain(f *Filter, text string, opts StreamOptions) []streamed {
	if opts.MaxLine <= 0 {
		opts.MaxLine = MaxEventBytes
	}
	var out []streamed
	lines := strings.Split(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	event := int64(0)
	for i, line := range lines {
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			continue
		}
		event++
		switch {
		case len(line) > opts.MaxLine:
			out = append(out, streamed{Number: int64(i + 1), TooLong: true})
		case f.Match([]byte(line)) != opts.Invert:
			out = append(out, streamed{Number: int64(i + 1), Event: event, Message: line})
		}
	}
	return out
}

func mustFilter(t testing.TB, pattern string) *Filter {
	t.Helper()
	f, err := ParseAndCompile(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var streamPatterns = []string{
	"", "ERROR", "ERROR -retry", "?ERROR ?WARN", "-ERROR", `"a b"`, "%ERR[A-Z]+%", "%^x|y$%",
	`{ $.level = "ERROR" }`, `{ $.level = "ERR*" && $.n > 3 }`, `{ $.level != "ERROR" }`, `{ $.a = "x/yz" || $.level = %RRO% }`,
	"[a, b]", "[level=ERROR, ...]", "[..., n>3]", "[a=%RRO%, b]",
}

var streamPieces = []string{
	"ERROR", "WARN retry", "a b c", "x", "", "\r", "  ", "ERROR 5", "level ERROR 7", "y",
	`{"level":"ERROR","n":4}`, `{"level":"\u0045RROR","n":5}`, `{"level":"ERROR","n":`, `{"a":"x\/yz"}`, `{"level":"INFO","level":"ERROR"}`,
	"\x00\xff", strings.Repeat("z", 40), strings.Repeat("ERROR ", 12),
}

func randomLog(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(40) {
		b.WriteString(streamPieces[r.IntN(len(streamPieces))])
		if r.IntN(8) > 0 {
			b.WriteString([]string{"\n", "\r\n", "\n\n"}[r.IntN(3)])
		}
	}
	return b.String()
}

// oddReader reads in pieces of random sizes.
type oddReader struct {
	r io.Reader
	n *rand.Rand
}

func (o oddReader) Read(p []byte) (int, error) {
	return o.r.Read(p[:min(len(p), 1+o.n.IntN(30))])
}

func TestStreamIsThePlainLoop(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	runs := 4000
	if raceEnabled {
		runs = 1000
	}
	for i := range runs {
		pattern := streamPatterns[r.IntN(len(streamPatterns))]
		f := mustFilter(t, pattern)
		text := randomLog(r)
		opts := StreamOptions{Workers: 1 + r.IntN(3), MaxLine: []int{0, 0, 30, 64}[r.IntN(4)], Invert: r.IntN(4) == 0}
		got := stream1(t, f, oddReader{strings.NewReader(text), r}, opts)
		if diff := cmp.Diff(plain(f, text, opts), got); diff != "" {
			t.Fatalf("run %d: %q over %q with %+v (-plain +stream):\n%s", i, pattern, text, opts, diff)
		}
	}
}

func TestStreamOfManyBlocks(t *testing.T) {
	var b strings.Builder
	for i := 0; b.Len() < 5*readSize; i++ {
		fmt.Fprintf(&b, "line %d %s\n", i, []string{"ERROR", "INFO", "WARN"}[i%3])
		if i%1000 == 0 {
			b.WriteString(strings.Repeat("long ERROR ", i) + "\n")
		}
	}
	text := b.String()
	for _, pattern := range []string{"ERROR", "-ERROR", "?WARN ?ERROR", "[..., level=WARN]"} {
		f := mustFilter(t, pattern)
		for workers := 1; workers <= 4; workers++ {
			opts := StreamOptions{Workers: workers}
			if diff := cmp.Diff(plain(f, text, opts), stream1(t, f, strings.NewReader(text), opts)); diff != "" {
				t.Fatalf("%q with %d workers (-plain +stream):\n%.2000s", pattern, workers, diff)
			}
			if diff := cmp.Diff(plain(f, text, opts), stream1(t, f, logFile(t, text), opts)); diff != "" {
				t.Fatalf("%q over a file with %d workers (-plain +stream):\n%.2000s", pattern, workers, diff)
			}
		}
	}
}

func TestStreamOfLongLines(t *testing.T) {
	line := strings.Repeat("x", MaxEventBytes)
	text := "x\n" + line + "\n" + line + "\r\n" + line + "y\nx\n" + line + line + line + "\nx\n" + line + "yz"
	f := mustFilter(t, "x")
	for workers := 1; workers <= 2; workers++ {
		opts := StreamOptions{Workers: workers}
		got := stream1(t, f, strings.NewReader(text), opts)
		if diff := cmp.Diff(plain(f, text, opts), got); diff != "" {
			t.Errorf("%d workers: lines differ, got %d", workers, len(got))
			for _, l := range got {
				t.Logf("%d %d %v %d bytes", l.Number, l.Event, l.TooLong, len(l.Message))
			}
		}
	}
}

func TestStreamErrors(t *testing.T) {
	f := mustFilter(t, "x")
	broken := errors.New("disk on fire")
	stop := errors.New("enough")
	many := strings.Repeat("x\n", 3*readSize)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for workers := 1; workers <= 3; workers++ {
		opts := StreamOptions{Workers: workers}
		lines := 0
		count := func(b *Block) error { lines += len(b.Lines); return nil }
		err := f.Stream(context.Background(), io.MultiReader(strings.NewReader("x\nx\nx"), iotest.ErrReader(broken)), opts, count)
		if !errors.Is(err, broken) || lines != 2 {
			t.Errorf("%d workers: reading failed with %v after %d lines, want %v after 2", workers, err, lines, broken)
		}
		if err := f.Stream(context.Background(), strings.NewReader(many), opts, func(*Block) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%d workers: emit stopped with %v", workers, err)
		}
		if err := f.Stream(cancelled, strings.NewReader(many), opts, count); !errors.Is(err, context.Canceled) {
			t.Errorf("%d workers: cancelled with %v", workers, err)
		}
	}
}

// emptyReader returns nothing, and no error either.
type emptyReader struct{}

func (emptyReader) Read([]byte) (int, error) { return 0, nil }

func TestStreamWithoutProgress(t *testing.T) {
	for workers := 1; workers <= 2; workers++ {
		err := mustFilter(t, "x").Stream(context.Background(), emptyReader{}, StreamOptions{Workers: workers}, func(*Block) error { return nil })
		if !errors.Is(err, io.ErrNoProgress) {
			t.Errorf("%d workers: got %v", workers, err)
		}
	}
}

func TestFinder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		needle := make([]byte, 1+r.IntN(4))
		for i := range needle {
			needle[i] = "ab\"e"[r.IntN(4)]
		}
		text := make([]byte, r.IntN(3000))
		for i := range text {
			text[i] = "ab\"e    "[r.IntN(8)]
		}
		f := newFinder(needle)
		if got, want := f.index(text), bytes.Index(text, needle); got != want {
			t.Fatalf("index of %q in %q = %d, want %d", needle, text, got, want)
		}
	}
}

// A finder finds the same wherever it is aimed, and is aimed at what is rare.
func TestAim(t *testing.T) {
	text := bytes.Repeat([]byte("INFO some text of an application \n"), 2*aimSize/34)
	copy(text[len(text)/2+300:], "ERROR")
	for _, c := range []struct {
		needle string
		text   []byte
		want   byte
	}{
		{"ERROR", text, 'R'},
		{"ERROR", bytes.ReplaceAll(text, []byte("INFO"), []byte("RARE")), 'O'},
		{"ERROR", text[len(text)-aimSize+1:], 'O'}, // too short for a sample
	} {
		f := []finder{newFinder([]byte(c.needle))}
		aim(f, c.text)
		if got := c.needle[f[0].offset]; got != c.want {
			t.Errorf("aimed at %q, want %q", got, c.want)
		}
		if got, want := f[0].index(c.text), bytes.Index(c.text, []byte(c.needle)); got != want {
			t.Errorf("found at %d, want %d", got, want)
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		letters := []byte("aaaabbc\n" + string(rune('d'+r.IntN(3))))
		text := make([]byte, aimSize+r.IntN(aimSize))
		for i := range text {
			text[i] = letters[r.IntN(len(letters))]
		}
		needle := make([]byte, 1+r.IntN(12))
		for i := range needle {
			needle[i] = "abcd"[r.IntN(4)]
		}
		f := []finder{newFinder(needle)}
		aim(f, text)
		for pos := 0; ; pos++ {
			got, want := f[0].index(text[pos:]), bytes.Index(text[pos:], needle)
			if got != want {
				t.Fatalf("index of %q from %d = %d, want %d", needle, pos, got, want)
			}
			if got < 0 {
				break
			}
			pos += got
		}
	}
}

func BenchmarkStream(b *testing.B) {
	var log strings.Builder
	for i := 0; log.Len() < 16<<20; i++ {
		level := "INFO"
		if i%500 == 0 {
			level = "ERROR"
		}
		fmt.Fprintf(&log, "2026-11-20T10:%02d:%02d.123Z %s com.example.orders.OrderService request %d took %d ms for customer c-%d\n", i/60%60, i%60, level, i, i%977, i*7919%100003)
	}
	text := log.String()
	for _, pattern := range []string{"ERROR -retry", "?ERROR ?WARN", "-INFO", "[ts, level=ERROR, ...]", "[ts, level, ..., customer=c-1*]"} {
		f := mustFilter(b, pattern)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", pattern, workers), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					err := f.Stream(context.Background(), strings.NewReader(text), StreamOptions{Workers: workers}, func(*Block) error { return nil })
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
