package endpoint_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata")

// clock is a clock that stands still until it is moved. Its first time in
// milliseconds is 1767323045000.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) Now() time.Time { return c.now }

// recordedSink keeps deliveries in the order of their arrival.
type recordedSink struct {
	envelopes bytes.Buffer
	regions   []string // of the deliveries
	fail      bool
}

func (s *recordedSink) Deliver(ctx context.Context, key string, d store.Delivery) error {
	if s.fail {
		return fmt.Errorf("the sink is down")
	}
	s.regions = append(s.regions, d.Region)
	return endpoint.NewWriterSink(&s.envelopes).Deliver(ctx, key, d)
}

// messages unpacks and forgets what has been delivered.
func (s *recordedSink) messages(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for line := range strings.Lines(s.envelopes.String()) {
		var e struct {
			AWSLogs struct {
				Data []byte `json:"data"` // encoding/json undoes base64
			} `json:"awslogs"`
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(e.AWSLogs.Data))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(text, '\n'))
	}
	s.envelopes.Reset()
	return out.String()
}

// tester is an endpoint in a test.
type tester struct {
	*endpoint.Server
	clock  *clock
	sink   *recordedSink
	export string
	region string // that requests are signed for; empty for unsigned ones
	header map[string]string
}

func newTester(t *testing.T, change func(*endpoint.Options)) *tester {
	t.Helper()
	st, err := store.OpenMemory()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	x := &tester{clock: newClock(), sink: &recordedSink{}, export: t.TempDir(), header: map[string]string{}}
	ids := 0
	o := endpoint.Options{
		Store: st, Now: x.clock.Now, Sink: x.sink, ExportDir: x.export,
		NewID: func() string { ids++; return fmt.Sprintf("00000000-0000-4000-8000-%012d", ids) },
	}
	if change != nil {
		change(&o)
	}
	x.Server = endpoint.New(o)
	return x
}

// request sends one request to a handler. What is sent to the paths of a REST
// protocol has its media type unless the header says otherwise.
func request(h http.Handler, method, path string, header map[string]string, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:4587"+path, strings.NewReader(body))
	switch {
	case strings.HasPrefix(path, "/2020-05-31/"):
		r.Header.Set("Content-Type", "application/xml")
	case strings.HasPrefix(path, "/appbundles/"):
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func operation(h http.Handler, name, body string) *httptest.ResponseRecorder {
	return request(h, http.MethodPost, "/", map[string]string{
		"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Logs_20140328." + name,
	}, body)
}

// TestSessions replays the sessions in testdata. A line is
//
//	# a comment
//	Operation {request}
//	METHOD /path body     for requests of another protocol
//	! clock 25h           moves the clock
//	! drain               does the background work and shows deliveries
//	! sink down|up        lets deliveries fail
//	! region NAME         signs what comes for a region
//	! header NAME VALUE   gives what comes a header; without a value, no more
//	! bucket NAME         makes a bucket
//	! exported NAME       shows the files in a bucket
//	= status answer       what the line before is answered
//
// {{member}} in a request stands for a member of the answer before.
func TestSessions(t *testing.T) {
	files, err := filepath.Glob("testdata/session/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no sessions", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, newTester(t, nil), string(text))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(text), got); d != "" {
				t.Errorf("(-file +endpoint)\n%s", d)
			}
		})
	}
}

func replay(t *testing.T, x *tester, text string) string {
	var out strings.Builder
	var last string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		word, rest, _ := strings.Cut(line, " ")
		if word == "=" {
			continue
		}
		fmt.Fprintln(&out, line)
		switch word {
		case "", "#":
			continue
		case "!":
			if shown := x.command(t, rest); shown != "" {
				for l := range strings.Lines(shown) {
					fmt.Fprintf(&out, "= %s\n", strings.TrimSuffix(l, "\n"))
				}
			}
			continue
		}
		rest = fill(t, rest, last)
		var res *httptest.ResponseRecorder
		switch word {
		case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
			path, body, _ := strings.Cut(rest, " ")
			res = request(x, word, path, x.headers(), body)
		default:
			header := x.headers()
			header["Content-Type"], header["X-Amz-Target"] = "application/x-amz-json-1.1", "Logs_20140328."+word
			res = request(x, http.MethodPost, "/", header, rest)
		}
		last = res.Body.String()
		fmt.Fprintln(&out, strings.TrimRight(fmt.Sprintf("= %d %s", res.Code, strings.ReplaceAll(strings.TrimSuffix(hideID(last, res), "\n"), "\n", "\n= ")), " "))
	}
	return out.String()
}

// headers are those of requests. A signature for a region is checked by
// nobody.
func (x *tester) headers() map[string]string {
	header := maps.Clone(x.header)
	if x.region != "" {
		header["Authorization"] = "AWS4-HMAC-SHA256 Credential=KEY/20260102/" + x.region + "/service/aws4_request, SignedHeaders=host, Signature=00"
	}
	return header
}

// hideID takes out the request's identifier, which is random.
func hideID(text string, res *httptest.ResponseRecorder) string {
	return strings.ReplaceAll(text, res.Header().Get("X-Amzn-Requestid"), "ID")
}

func fill(t *testing.T, text, last string) string {
	for {
		before, after, ok := strings.Cut(text, "{{")
		if !ok {
			return text
		}
		name, after, _ := strings.Cut(after, "}}")
		var members map[string]any
		if err := json.Unmarshal([]byte(last), &members); err != nil {
			t.Fatalf("{{%s}}: %v in %s", name, err, last)
		}
		text = before + fmt.Sprint(members[name]) + after
	}
}

func (x *tester) command(t *testing.T, line string) string {
	t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "clock":
		d, err := time.ParseDuration(rest)
		if err != nil {
			t.Fatal(err)
		}
		x.clock.now = x.clock.now.Add(d)
		return ""
	case "drain":
		failed := ""
		if err := x.Drain(t.Context()); err != nil {
			failed = err.Error()
		}
		return x.sink.messages(t) + failed
	case "sink":
		x.sink.fail = rest == "down"
		return ""
	case "region":
		x.region = rest
		return ""
	case "header":
		name, value, _ := strings.Cut(rest, " ")
		x.header[name] = value
		if value == "" {
			delete(x.header, name)
		}
		return ""
	case "bucket":
		if err := os.Mkdir(filepath.Join(x.export, rest), 0o777); err != nil {
			t.Fatal(err)
		}
		return ""
	case "exported":
		return exported(t, filepath.Join(x.export, rest))
	}
	t.Fatalf("unknown command %q", line)
	return ""
}

// exported lists the files below a directory with their text.
func exported(t *testing.T, dir string) string {
	var out strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, ".gz") {
			z, err := gzip.NewReader(bytes.NewReader(data))
			if err != nil {
				return err
			}
			if data, err = io.ReadAll(z); err != nil {
				return err
			}
		}
		name, err := filepath.Rel(dir, path)
		fmt.Fprintf(&out, "%s: %q\n", filepath.ToSlash(name), data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}
