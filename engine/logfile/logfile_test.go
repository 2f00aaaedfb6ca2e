package logfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/logsieve/logsieve/internal/fuzzbound"
)

// dump reads r to its end: one string per event or error.
func dump(r *records) []string {
	var out []string
	for {
		e, err := r.next()
		var long *TooLongError
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

func TestText(t *testing.T) {
	window := strings.Repeat("0123456789abcde\n", 2<<10) // 32 KiB
	for _, tt := range []struct {
		name, text, want string
		err              error
	}{
		{"empty", "", "", nil},
		{"text", "a\nb", "a\nb", nil},
		{"byte order mark", "\xef\xbb\xbfa\n\xef\xbb\xbfb", "a\n\xef\xbb\xbfb", nil},
		{"only a byte order mark", "\xef\xbb\xbf", "", nil},
		{"the start of one", "\xef\xbb", "\xef\xbb", nil},
		{"another character", "\xef\xbb\xbea", "\xef\xbb\xbea", nil},
		{"invalid UTF-8", "\xff\xfea", "\xff\xfea", nil},
		{"NUL first", "\x00a", "", ErrBinary},
		{"NUL", "a\x00", "", ErrBinary},
		{"NUL last in the window", window[1:] + "\x00a", "", ErrBinary},
		{"NUL behind the window", window + "\x00a", window + "\x00a", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for name, r := range map[string]io.Reader{
				"whole":         strings.NewReader(tt.text),
				"byte by byte":  iotest.OneByteReader(strings.NewReader(tt.text)),
				"end with data": iotest.DataErrReader(strings.NewReader(tt.text)),
			} {
				got, err := io.ReadAll(newText(r))
				if err != tt.err || err == nil && string(got) != tt.want {
					t.Errorf("%s: %d bytes, %v", name, len(got), err)
				}
			}
		})
	}
	r := io.MultiReader(strings.NewReader("a"), iotest.ErrReader(io.ErrNoProgress))
	if got, err := io.ReadAll(newText(r)); string(got) != "a" || err != io.ErrNoProgress {
		t.Errorf("a failing reader: %q, %v", got, err)
	}
}

// Open has to say of a file what newText and decompress say of its bytes, and to
// give away the file only as far as it is text.
func TestOpen(t *testing.T) {
	var gz bytes.Buffer
	zw := gzip.NewWriter(&gz)
	io.WriteString(zw, "packed")
	zw.Close()
	for _, tt := range []struct {
		name, text string
		offset     int64
		want       string
		itself     bool
		err        error
	}{
		{"empty", "", 0, "", true, nil},
		{"text", "a\nb", 0, "a\nb", true, nil},
		{"behind an offset", "a\nb", 2, "b", true, nil},
		{"byte order mark", "\xef\xbb\xbfa", 0, "a", true, nil},
		{"byte order mark behind an offset", "x\xef\xbb\xbfa", 1, "a", true, nil},
		{"NUL", "a\x00", 0, "", false, ErrBinary},
		{"NUL behind the window", strings.Repeat("a\n", 20<<10) + "\x00", 0, strings.Repeat("a\n", 20<<10) + "\x00", true, nil},
		{"gzip", gz.String(), 0, "packed", false, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "log")
			if err := os.WriteFile(name, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.Seek(tt.offset, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			r, err := Open(f, Options{Format: Lines})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if (r.Text() == io.Reader(f)) != tt.itself {
				t.Errorf("the file itself: %v", !tt.itself)
			}
			got, err := io.ReadAll(r.Text())
			if err != tt.err || err == nil && string(got) != tt.want {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	r, err := Open(strings.NewReader("\xef\xbb\xbfa"), Options{Format: Lines})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r.Text()); err != nil || string(got) != "a" {
		t.Errorf("a reader: %q, %v", got, err)
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
		{"other object", `{"a":1}`, []string{"error: " + ErrNoEvents.Error()}},
		{"scalar", `1`, []string{"error: " + ErrNoEvents.Error()}},
		{"events is no list", `{"events":{}}`, []string{"error: " + ErrNoEvents.Error()}},
		{"cut in the list", "{\"events\":[{\"message\":\"a\"},\n", []string{"1:1:a", "error: line 1: the JSON ends too early"}},
		{"cut behind the list", `{"events":[{"message":"a"}]`, []string{"1:1:a", "error: line 1: the JSON ends too early"}},
		{"cut in an element", `{"events":[{"message":"a`, []string{"error: line 1: the JSON ends too early"}},
		{"not JSON", "[1]\nERROR a", []string{"1:1:1", "error: line 2: not JSON: 'E' cannot stand here"}},
		{"a quote where none can stand", "{'a': 1}", []string{`error: line 1: not JSON: '\'' cannot stand here`}},
		{"broken", "{\"events\":[{\"message\":\"a\"}\n x]}", []string{"1:1:a", "error: line 2: not JSON: expected comma after array element"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := dump(newRecords(strings.NewReader(tt.text), 100))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			got = dump(newRecords(iotest.OneByteReader(strings.NewReader(tt.text)), 100))
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
			r, err := decompress(bytes.NewReader(data), false)
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
}

// Looking for compression and for a byte order mark must not hold back a
// first line of one character.
func TestShortFirstLineIsNotHeldBack(t *testing.T) {
	pr, pw := io.Pipe()
	defer pw.Close()
	go io.WriteString(pw, "x\n")
	r, err := decompress(pr, true)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 2)
	if _, err := io.ReadFull(newText(r), got); err != nil || string(got) != "x\n" {
		t.Errorf("%q %v", got, err)
	}
}

// Reading ends on any input, counts on, and gives back the elements of a list of
// strings as encoding/json does.
func FuzzRecords(f *testing.F) {
	f.Add([]byte(`{"events": [{"timestamp": 1, "message": "m"}], "x": [1]}`))
	f.Add([]byte(`{"Records": [{"eventTime": "2023-11-14T22:13:20Z"}, 1]} {"logEvents": []}`))
	f.Add([]byte("[\"a\",\n\"b\"]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzbound.Watch(t, data)
		r := newRecords(bytes.NewReader(data), 1<<20)
		var messages []string
		var number, line int64
		var err error
		for err == nil {
			var e Event
			if e, err = r.next(); err != nil {
				break
			}
			if e.Number != number+1 || e.Line < line || e.Line > int64(1+bytes.Count(data, []byte("\n"))) {
				t.Fatalf("event %d of line %d after %d of line %d", e.Number, e.Line, number, line)
			}
			number, line = e.Number, e.Line
			messages = append(messages, string(e.Message))
		}
		var list []string
		if json.Unmarshal(data, &list) == nil && list != nil {
			if err != io.EOF {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte("null")) {
				return // no string, but encoding/json takes it for one
			}
			if d := cmp.Diff(list, messages, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		}
	})
}
