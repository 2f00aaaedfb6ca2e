package logfile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"github.com/logsieve/logsieve/engine/logfile"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// events reads a file to its end: a text for each log event or error.
func events(t *testing.T, r io.Reader, opts logfile.Options) (logfile.Format, []string) {
	t.Helper()
	f, err := logfile.Open(r, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []string
	for e, err := range f.Events(t.Context()) {
		text := fmt.Sprintf("%d:%d:%s", e.Number, e.Line, e.Message)
		if !e.Timestamp.IsZero() {
			text += " @" + e.Timestamp.Format(time.RFC3339Nano)
		}
		if err != nil {
			text = "error: " + err.Error()
		}
		got = append(got, text)
	}
	return f.Format(), got
}

func TestEvents(t *testing.T) {
	const export = "2026-03-01T10:00:00.000Z one\n  more\n\n2026-03-01T10:00:01.500Z two\n"
	const eventLines = `{"timestamp":1700000000123,"message":"a\nb"}` + "\nnot JSON\n" + `{"message":"c"}` + "\n"
	for _, tt := range []struct {
		name, text string
		opts       logfile.Options
		format     logfile.Format
		want       []string
	}{
		{"lines", "\xef\xbb\xbfa\r\n\nb", logfile.Options{Numbers: true}, logfile.Lines, []string{"1:1:a", "2:3:b"}},
		{"lines that nobody counts", "a\n\nb\n", logfile.Options{}, logfile.Lines, []string{"0:0:a", "0:0:b"}},
		{"empty", "", logfile.Options{}, logfile.Lines, nil},
		{"a long line", "long line\nb\n", logfile.Options{MaxLine: 5, Numbers: true}, logfile.Lines,
			[]string{"error: log event longer than 5 bytes", "2:2:b"}},
		{"export", export, logfile.Options{Numbers: true}, logfile.Export,
			[]string{"1:1:one\n  more @2026-03-01T10:00:00Z", "2:4:two @2026-03-01T10:00:01.5Z"}},
		{"an export as lines", export, logfile.Options{MessageTime: true}, logfile.Lines,
			[]string{"0:0:2026-03-01T10:00:00.000Z one", "0:0:  more", "0:0:2026-03-01T10:00:01.500Z two"}},
		{"an export that starts within a log event", "rest\n" + export, logfile.Options{Format: logfile.Export, Numbers: true}, logfile.Export,
			[]string{"1:1:rest", "2:2:one\n  more @2026-03-01T10:00:00Z", "3:5:two @2026-03-01T10:00:01.5Z"}},
		{"an export with a long line", "2026-03-01T10:00:00.000Z one\n" + strings.Repeat("x", 50) + "\ntwo\n", logfile.Options{MaxLine: 40, Numbers: true}, logfile.Export,
			[]string{"error: log event longer than 40 bytes", "1:1:one\ntwo @2026-03-01T10:00:00Z"}},
		{"event lines", eventLines, logfile.Options{Numbers: true}, logfile.EventLines,
			[]string{"1:1:a\nb @2023-11-14T22:13:20.123Z", "2:2:not JSON", "3:3:c"}},
		{"event list", `{"Records":[{"a":1},` + "\n" + `{"b":2}]}`, logfile.Options{}, logfile.EventList, []string{`1:1:{"a":1}`, `2:2:{"b":2}`}},
		{"not an event list", `{"a":1}`, logfile.Options{Format: logfile.EventList}, logfile.EventList, []string{"error: " + logfile.ErrNoEvents.Error()}},
		{"a broken event list", `[{"message":"a"},`, logfile.Options{}, logfile.EventList, []string{"1:1:a", "error: line 1: the JSON ends too early"}},
		{"binary", "\x00a", logfile.Options{Format: logfile.Lines}, logfile.Lines, []string{"error: " + logfile.ErrBinary.Error()}},
		{"a text that just fits", "a\nb\n", logfile.Options{Format: logfile.Lines, MaxText: 4}, logfile.Lines, []string{"0:0:a", "0:0:b"}},
		{"a text that is too large", "a\nb\nc", logfile.Options{Format: logfile.Lines, MaxText: 4}, logfile.Lines, []string{"0:0:a", "0:0:b", "error: larger than 4 bytes"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			format, got := events(t, strings.NewReader(tt.text), tt.opts)
			if d := cmp.Diff(tt.want, got); format != tt.format || d != "" {
				t.Errorf("%s, want %s (-want +got):\n%s", format, tt.format, d)
			}
			if tt.opts.Format == "" {
				return
			}
			if _, slow := events(t, iotest.OneByteReader(strings.NewReader(tt.text)), tt.opts); !cmp.Equal(got, slow) {
				t.Errorf("byte by byte: %q", slow)
			}
		})
	}
}

// Whoever has seen enough stops, in every format.
func TestEventsStop(t *testing.T) {
	for format, text := range map[logfile.Format]string{
		logfile.Lines:      "a\nb\n",
		logfile.Export:     "2026-03-01T10:00:00.000Z a\n2026-03-01T10:00:00.000Z b\n",
		logfile.EventLines: `{"message":"a"}` + "\n" + `{"message":"b"}`,
		logfile.EventList:  `["a","b"]`,
	} {
		f, err := logfile.Open(strings.NewReader(text), logfile.Options{Format: format})
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range f.Events(t.Context()) {
			if err != nil || string(e.Message) != "a" {
				t.Errorf("%s: %q, %v", format, e.Message, err)
			}
			break
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if f, err = logfile.Open(strings.NewReader(text), logfile.Options{Format: format}); err != nil {
			t.Fatal(err)
		}
		for _, err := range f.Events(ctx) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", format, err)
			}
		}
	}
}

func ExampleOpen() {
	var archive bytes.Buffer
	zip := gzip.NewWriter(&archive)
	io.WriteString(zip, `{"Records":[{"eventName":"StopLogging","eventTime":"2026-03-01T10:00:00Z"}]}`)
	zip.Close()

	f, err := logfile.Open(&archive, logfile.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Println(f.Format())
	for e, err := range f.Events(context.Background()) {
		if _, ok := errors.AsType[*logfile.TooLongError](err); ok {
			continue // it was passed over
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(e.Timestamp.Format(time.TimeOnly), string(e.Message))
	}
	// Output:
	// events
	// 10:00:00 {"eventName":"StopLogging","eventTime":"2026-03-01T10:00:00Z"}
}

// Any file can be opened and read to its end, whatever it is taken for, and
// Auto gives the log events of the format that it tells.
func FuzzOpen(f *testing.F) {
	for _, text := range []string{"a\n\nb", "2026-03-01T10:00:00.000Z a\nb\n", `{"timestamp":1,"message":"a"}`, `{"events":[{"message":"a"}]}`, `["a"]`, "\x1f\x8b", "\x28\xb5\x2f\xfd"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		opts := logfile.Options{MaxLine: 1 << 10, MaxText: 1 << 16, Numbers: true}
		auto, err := logfile.Open(bytes.NewReader(data), opts)
		if err != nil {
			return
		}
		opts.Format = auto.Format()
		auto.Close()
		_, want := events(t, bytes.NewReader(data), logfile.Options{MaxLine: opts.MaxLine, MaxText: opts.MaxText, Numbers: true})
		if _, got := events(t, bytes.NewReader(data), opts); !cmp.Equal(want, got) {
			t.Errorf("%s: %q, and by itself %q", opts.Format, got, want)
		}
	})
}
