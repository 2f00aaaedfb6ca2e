package logfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/logsieve/logsieve/internal/logfile"
)

// dump reads r to its end: one string per event or error.
func dump(r logfile.Reader) []string {
	var out []string
	for {
		e, err := r.Next()
		var long *logfile.TooLongError
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &long):
			out = append(out, fmt.Sprintf("line %d: %v", long.Line, err))
		case err != nil:
			return append(out, "error: "+err.Error())
		default:
			s := fmt.Sprintf("%d:%d:%s", e.Number, e.Line, e.Message)
			if !e.Timestamp.IsZero() {
				s += " @" + e.Timestamp.Format(time.RFC3339Nano)
			}
			out = append(out, s)
		}
	}
}

func TestLines(t *testing.T) {
	big := strings.Repeat("x", 300<<10) // beyond one buffer
	for _, tt := range []struct {
		name, text string
		max        int
		want       []string
	}{
		{"empty", "", 10, nil},
		{"one", "a\n", 10, []string{"1:1:a"}},
		{"no end", "a\nb", 10, []string{"1:1:a", "2:2:b"}},
		{"blank lines are no events", "\n\na\n\n b\n\r\n", 10, []string{"1:3:a", "2:5: b"}},
		{"CRLF", "a\r\nb\r\r\nc\r", 10, []string{"1:1:a", "2:2:b\r", "3:3:c"}},
		{"CR inside stays", "a\rb\n", 10, []string{"1:1:a\rb"}},
		{"byte order mark", "\xef\xbb\xbfa\n\xef\xbb\xbfb\n", 10, []string{"1:1:a", "2:2:\xef\xbb\xbfb"}},
		{"invalid UTF-8", "\xff\xfe\n", 10, []string{"1:1:\xff\xfe"}},
		{"at the limit", "abc\r\nabcd\r\nab\n", 3, []string{"1:1:abc", "line 2: log event longer than 3 bytes", "3:3:ab"}},
		{"too long at the end", "a\nabcd", 3, []string{"1:1:a", "line 2: log event longer than 3 bytes"}},
		{"beyond the buffer", big + "\r\nb\n", 1 << 20, []string{"1:1:" + big, "2:2:b"}},
		{"too long beyond the buffer", "a\n" + big + big + "\nb\n" + big, 1000, []string{"1:1:a",
			"line 2: log event longer than 1000 bytes", "3:3:b", "line 4: log event longer than 1000 bytes"}},
		{"exactly the limit beyond the buffer", big + "\n", len(big), []string{"1:1:" + big}},
		{"one above it", big + "x\n", len(big), []string{fmt.Sprintf("line 1: log event longer than %d bytes", len(big))}},
		{"binary", "a\x00b\n", 10, []string{"error: binary file (NUL byte)"}},
		{"NUL behind the window", strings.Repeat("abcdefghijklmno\n", 2048) + "\x00\n", 100, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := dump(logfile.NewLines(strings.NewReader(tt.text), tt.max))
			if tt.name == "NUL behind the window" {
				if n := len(got); n != 2049 {
					t.Errorf("%d events", n)
				}
				return
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if len(tt.text) > 1000 {
				return
			}
			// Pieces of one byte must give the same events.
			got = dump(logfile.NewLines(iotest.OneByteReader(strings.NewReader(tt.text)), tt.max))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("byte by byte: %s", d)
			}
		})
	}
}

// A line that is too long is not kept on the way to its end.
func TestLinesMemoryIsFlat(t *testing.T) {
	endless := io.MultiReader(io.LimitReader(xs{}, 64<<20), strings.NewReader("\nb\n"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := dump(logfile.NewLines(endless, 1<<20))
	runtime.ReadMemStats(&after)
	if d := cmp.Diff([]string{"line 1: log event longer than 1048576 bytes", "2:2:b"}, got); d != "" {
		t.Error(d)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

type xs struct{}

func (xs) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestLinesReportReadErrors(t *testing.T) {
	r := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errors.New("disk on fire")))
	want := []string{"1:1:a", "error: disk on fire"}
	if d := cmp.Diff(want, dump(logfile.NewLines(r, 10))); d != "" {
		t.Error(d)
	}
}

func TestRecords(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"filter-log-events", `{
    "events": [
        {"logStreamName": "s", "timestamp": 1700000000123, "message": "one\nmore", "eventId": "1"},
        {"timestamp": 1700000001000, "message": "two"}
    ],
    "searchedLogStreams": []
}`, []string{"1:3:one\nmore @2023-11-14T22:13:20.123Z", "2:4:two @2023-11-14T22:13:21Z"}},
		{"CloudTrail", "{\"Records\":[{\"eventName\": \"A\" , \"n\":9007199254740993,\"s\":\"<\\u0052 b>\"},\n{\"message\":\"m\",\"eventTime\":\"2023-11-14T22:13:20Z\"}]}",
			[]string{`1:1:{"eventName":"A","n":9007199254740993,"s":"<\u0052 b>"}`,
				`2:2:{"message":"m","eventTime":"2023-11-14T22:13:20Z"} @2023-11-14T22:13:20Z`}},
		{"subscription", `{"messageType":"DATA_MESSAGE","owner":"1","logEvents":[{"id":"1","timestamp":1000,"message":"m"}],"x":{"events":[]}}`,
			[]string{"1:1:m @1970-01-01T00:00:01Z"}},
		{"list of strings", "[\"a\",\n\"\\u00e9\"]", []string{"1:1:a", "2:2:é"}},
		{"list of events", `[{"message":"a"}]`, []string{"1:1:a"}},
		{"several documents", "{\"events\":[{\"message\":\"a\"}]}\n{\"events\":[{\"message\":\"b\"}]}", []string{"1:1:a", "2:2:b"}},
		{"both lists", `{"events":[{"message":"a"}],"Records":[{"x":1}]}`, []string{"1:1:a", `2:1:{"x":1}`}},
		{"no events", `{"events":[]}`, nil},
		{"empty", ``, nil},
		{"message of another type", `{"events":[{"message":1}]}`, []string{`1:1:{"message":1}`}},
		{"number as element", `[1]`, []string{`1:1:1`}},
		{"too long", "{\"events\":[\n{\"message\":\"" + strings.Repeat("x", 101) + "\"},\n{\"message\":\"b\"}]}",
			[]string{"line 2: log event longer than 100 bytes", "2:3:b"}},
		{"other object", `{"a":1}`, []string{"error: " + logfile.ErrNoEvents.Error()}},
		{"scalar", `1`, []string{"error: " + logfile.ErrNoEvents.Error()}},
		{"events is no list", `{"events":{}}`, []string{"error: " + logfile.ErrNoEvents.Error()}},
		{"cut in the list", "{\"events\":[{\"message\":\"a\"},\n", []string{"1:1:a", "error: line 1: unexpected EOF"}},
		{"cut behind the list", `{"events":[{"message":"a"}]`, []string{"1:1:a", "error: line 1: unexpected EOF"}},
		{"cut in an element", `{"events":[{"message":"a`, []string{"error: line 1: unexpected EOF"}},
		{"broken", "{\"events\":[{\"message\":\"a\"}\n x]}", []string{"1:1:a", "error: line 2: expected comma after array element"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := dump(logfile.NewRecords(strings.NewReader(tt.text), 100))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			got = dump(logfile.NewRecords(iotest.OneByteReader(strings.NewReader(tt.text)), 100))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("byte by byte: %s", d)
			}
		})
	}
}

func TestDecompress(t *testing.T) {
	text := strings.Repeat("a log event\n", 1000)
	var gz, zs bytes.Buffer
	zw := gzip.NewWriter(&gz)
	io.WriteString(zw, text[:500])
	zw.Close()
	zw.Reset(&gz) // members may follow each other
	io.WriteString(zw, text[500:])
	zw.Close()
	sw, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(sw, text)
	sw.Close()
	for name, data := range map[string][]byte{"plain": []byte(text), "gzip": gz.Bytes(), "zstd": zs.Bytes(), "short": []byte("a"), "empty": nil} {
		t.Run(name, func(t *testing.T) {
			r, err := logfile.Decompress(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			got, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			want := text
			if len(data) < 2 {
				want = string(data)
			}
			if string(got) != want {
				t.Errorf("%d bytes, want %d", len(got), len(want))
			}
		})
	}
	for name, data := range map[string][]byte{"gzip": gz.Bytes()[:40], "zstd": zs.Bytes()[:zs.Len()-6]} {
		t.Run(name+" cut", func(t *testing.T) {
			r, err := logfile.Decompress(bytes.NewReader(data))
			if err == nil {
				_, err = io.ReadAll(r)
			}
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A reader that is blocked for good must not keep a cancelled run.
func TestInterruptible(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	pr, pw := io.Pipe()
	defer pw.Close()
	var second atomic.Bool
	idle := func() {
		if second.Load() { // the wait for a line that never comes
			cancel()
		}
	}
	lines := logfile.NewLines(logfile.Interruptible(ctx, pr, idle), 100)
	go io.WriteString(pw, "a\n")
	if e, err := lines.Next(); err != nil || string(e.Message) != "a" {
		t.Fatalf("%s %v", e.Message, err)
	}
	second.Store(true)
	if _, err := lines.Next(); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestInterruptiblePassesEverything(t *testing.T) {
	text := strings.Repeat("0123456789abcdef\n", 100_000)
	got, err := io.ReadAll(logfile.Interruptible(t.Context(), iotest.DataErrReader(strings.NewReader(text)), nil))
	if err != nil || string(got) != text {
		t.Errorf("%d bytes, want %d: %v", len(got), len(text), err)
	}
	_, err = io.ReadAll(logfile.Interruptible(t.Context(), iotest.ErrReader(io.ErrNoProgress), nil))
	if err != io.ErrNoProgress {
		t.Errorf("got %v", err)
	}
}

func BenchmarkLines(b *testing.B) {
	text := bytes.Repeat([]byte("2023-11-14T22:13:20Z INFO a line of a log file of ordinary length\n"), 10_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		r := logfile.NewLines(bytes.NewReader(text), logfile.DefaultMaxLine)
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	}
}

func FuzzLines(f *testing.F) {
	f.Add("a\r\nb\n\nc", 3)
	f.Add("\xef\xbb\xbfabcd\nx", 3)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 1 || limit > 1<<20 || strings.Contains(text, "\x00") {
			return
		}
		var want []string
		n := 0
		for i, line := range strings.Split(strings.TrimPrefix(text, "\xef\xbb\xbf"), "\n") {
			line = strings.TrimSuffix(line, "\r")
			if line == "" {
				continue
			}
			n++
			if len(line) > limit {
				want = append(want, fmt.Sprintf("line %d: log event longer than %d bytes", i+1, limit))
				continue
			}
			want = append(want, fmt.Sprintf("%d:%d:%s", n, i+1, line))
		}
		if d := cmp.Diff(want, dump(logfile.NewLines(strings.NewReader(text), limit))); d != "" {
			t.Error(d)
		}
	})
}
