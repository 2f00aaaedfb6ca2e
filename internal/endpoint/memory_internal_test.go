package endpoint

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/logsieve/logsieve/engine/request"
)

// TestReadAll reads bodies in pieces, with a length that is announced, is not,
// or is wrong; all that is claimed is given back.
func TestReadAll(t *testing.T) {
	for _, size := range []int{0, 1, firstBuffer - 1, firstBuffer, firstBuffer + 1, 100_000} {
		for _, announced := range []int{-1, 0, 1, size, size + 1, 1 << 30} {
			for name, pieces := range map[string]func(io.Reader) io.Reader{"half": iotest.HalfReader, "at once": func(r io.Reader) io.Reader { return r }, "with the end": iotest.DataErrReader} {
				m := memory{free: 1 << 20}
				have := share{of: &m, total: 1 << 20}
				want := bytes.Repeat([]byte("x"), size)
				got, err := have.readAll(pieces(bytes.NewReader(want)), int64(announced), 100_000)
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d bytes, %d announced, %s: %d bytes, %v", size, announced, name, len(got), err)
				}
				if have.held != int64(cap(got)) || m.free+have.held != 1<<20 {
					t.Errorf("%d bytes: %d are held, %d are free", cap(got), have.held, m.free)
				}
				if have.end(); m.free != 1<<20 {
					t.Errorf("%d bytes are lost", 1<<20-m.free)
				}
			}
		}
	}
	m := memory{free: 1 << 20}
	have := share{of: &m, total: 1 << 20}
	if _, err := have.readAll(strings.NewReader(strings.Repeat("x", 101)), -1, 100); err == nil {
		t.Error("a body above the limit is read")
	}
	// A length that is only announced takes nothing.
	have.end()
	if _, err := have.readAll(strings.NewReader("x"), 8<<20, 8<<20); err != nil || have.held > firstBuffer+1 {
		t.Errorf("one byte takes %d, %v", have.held, err)
	}
}

// TestAlone: what answers with all that is stored is asked one at a time, and
// the answer counts before the next one is made.
func TestAlone(t *testing.T) {
	for _, tt := range []struct{ path, media string }{
		{"/_logsieve/metrics", ""}, {"/_logsieve/health", ""}, {"/", formType}, {"/", cborType}, {"/", json10Type},
	} {
		r := httptest.NewRequest(http.MethodPost, tt.path, strings.NewReader(""))
		r.Header.Set("Content-Type", tt.media)
		if p := New(Options{}).protocol(r); !p.alone {
			t.Errorf("%s of %q: several answers are made at once", tt.path, tt.media)
		}
	}
	s := New(Options{MaxMemory: 1000})
	p := protocol{alone: true, fail: failJSON, maxBody: maxSmallBody, answer: func(context.Context, *http.Request, []byte, string) (response, error) {
		if s.large.TryLock() {
			t.Error("another answer may be made meanwhile")
		}
		return response{status: http.StatusOK, body: make([]byte, 600)}, nil
	}}
	ask := func(have *share) response {
		return s.answer(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://127.0.0.1/_logsieve/metrics", nil), p, "1", have)
	}
	first, second := s.share(), s.share()
	if res := ask(first); res.status != http.StatusOK {
		t.Errorf("the first is answered %d", res.status)
	}
	if res := ask(second); res.status != http.StatusServiceUnavailable {
		t.Errorf("the second is answered %d while the first is read", res.status)
	}
	first.end()
	if res := ask(second); res.status != http.StatusOK {
		t.Errorf("the second is answered %d after the first", res.status)
	}
}

// TestSizeOfBodies compares what bodies are taken to need with what they take.
func TestSizeOfBodies(t *testing.T) {
	const n = 20_000
	for _, test := range []struct {
		name, body string
		size       func([]byte) int64
		read       func([]byte) (any, error)
	}{
		{"objects", "[" + strings.Repeat("{},", n) + "0]", jsonSize, func(b []byte) (any, error) { return request.Decode(b) }},
		{"lists", "[" + strings.Repeat("[],", n) + "0]", jsonSize, func(b []byte) (any, error) { return request.Decode(b) }},
		{"numbers", "[" + strings.Repeat("1,", n) + "0]", jsonSize, func(b []byte) (any, error) { return request.Decode(b) }},
		{"members", "{" + strings.Repeat(`"a":1,`, n) + `"b":0}`, jsonSize, func(b []byte) (any, error) { return request.Decode(b) }},
		{"nested", strings.Repeat(`{"a":[`, 50) + strings.Repeat("{},", n) + "0" + strings.Repeat("]}", 50), jsonSize, func(b []byte) (any, error) { return request.Decode(b) }},
		{"JSON 1.0", "{" + repeatWith(`"a%d":{},`, n) + `"b":0}`, jsonSize, func(b []byte) (any, error) { return jsonInput(b) }},
		{"elements", "<a>" + strings.Repeat("<b/>", n) + "</a>", xmlSize, func(b []byte) (any, error) { return parseXML(b) }},
		{"form", repeatWith("&a%d", n/4), formSize, readForm},
		{"form of depth", repeatWith("&a%d.b.c.d.e.f.g.h", n/8), formSize, readForm},
		{"CBOR", "\xa1\x61a\x99\x4e\x20" + strings.Repeat("\x00", n), cborSize, func(b []byte) (any, error) { return cborInput(b) }},
		{"CBOR of lists", "\xa1\x61a\x99\x4e\x20" + strings.Repeat("\x80", n), cborSize, func(b []byte) (any, error) { return cborInput(b) }},
		{"CBOR of maps", "\xa1\x61a\x99\x4e\x20" + strings.Repeat("\xa0", n), cborSize, func(b []byte) (any, error) { return cborInput(b) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := []byte(test.body)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			v, err := test.read(body)
			runtime.GC()
			runtime.ReadMemStats(&after)
			if err != nil {
				t.Fatal(err)
			}
			took := int64(after.HeapAlloc) - int64(before.HeapAlloc)
			if want := test.size(body); took > want {
				t.Errorf("%d bytes take %d, more than %d", len(body), took, want)
			}
			runtime.KeepAlive(v)
		})
	}
	// What is in strings is not counted.
	if n := jsonSize([]byte(`{"a\"{,": "[[[,,,\\", "b": "{"}`)); n != 3*jsonValue {
		t.Errorf("%d", n/jsonValue)
	}
	if n := jsonSize([]byte(`{"`)); n != 2*jsonValue {
		t.Errorf("%d", n/jsonValue)
	}
}

func repeatWith(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestMemoryOfRequests has a body under way that takes most of the memory: what
// does not fit beside it is told to come again, in its protocol, and what would
// never fit is refused.
func TestMemoryOfRequests(t *testing.T) {
	s := New(Options{Now: time.Now, MaxMemory: 1 << 20})
	post := func(media, target, path, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+path, strings.NewReader(body))
		r.Header.Set("Content-Type", media)
		if target != "" {
			r.Header.Set("X-Amz-Target", target)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	logs := func(body string) *httptest.ResponseRecorder {
		return post(jsonType, targetPrefix+"TestMetricFilter", "/", body)
	}
	const small = `{"filterPattern": "a", "logEventMessages": ["a"]}`
	if w := logs(`{"filterPattern": "a", "logEventMessages": [` + strings.Repeat("{},", 10_000) + "0]}"); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("20,000 values: answered %d %.100s", w.Code, w.Body)
	}
	other := s.share()
	if err := other.take(1 << 20); err != nil {
		t.Fatal(err)
	}
	for _, w := range []*httptest.ResponseRecorder{
		logs(small), post(formType, "", "/", "Action=GetCallerIdentity&Version="+stsVersion), post(cborType, "", "/service/"+cloudWatchService+"/operation/ListMetrics", "\xa0"),
		post("application/xml", "", cloudFrontPrefix+"realtime-log-config", "<a/>"), post("application/json", "", "/appbundles/a/ingestions/b/ingestiondestinations", "{}"),
	} {
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "Try again.") {
			t.Errorf("answered %d %s", w.Code, w.Body)
		}
	}
	other.end()
	if w := logs(small); w.Code != http.StatusOK {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if s.memory.free != 1<<20 {
		t.Errorf("%d bytes are lost", 1<<20-s.memory.free)
	}
}

// slowClient is a client that reads its answer when the test says so.
type slowClient struct {
	*httptest.ResponseRecorder
	writing, read chan struct{}
}

func (c *slowClient) Write(p []byte) (int, error) {
	c.writing <- struct{}{}
	<-c.read
	return c.ResponseRecorder.Write(p)
}

// TestMemoryOfAnswers: what a request holds while it is answered is what it
// takes to answer it, and then the answer, until its client has read that.
func TestMemoryOfAnswers(t *testing.T) {
	const total, text = 16 << 20, 100_000
	s := New(Options{Now: time.Now, MaxMemory: total})
	body := `{"filterPattern": "x", "logEventMessages": ["x` + strings.Repeat("<", text) + `"]}`
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1/", strings.NewReader(body))
	r.Header.Set("Content-Type", jsonType)
	r.Header.Set("X-Amz-Target", targetPrefix+"TestMetricFilter")
	client := &slowClient{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	go s.ServeHTTP(client, r)
	<-client.writing
	s.memory.mu.Lock()
	held := total - s.memory.free
	s.memory.mu.Unlock()
	client.read <- struct{}{}
	if held < text || held > text+1000 {
		t.Errorf("%d bytes are held for an answer with a message of %d", held, text)
	}

	// What reads pages of log events needs memory for one beside its body.
	other := s.share()
	defer other.end()
	if err := other.take(total - pageSize); err != nil {
		t.Fatal(err)
	}
	for name, fits := range map[string]bool{"TestMetricFilter": true, "FilterLogEvents": false, "GetLogEvents": false} {
		have := s.share()
		if err := have.take(logsSize(targetPrefix + name)([]byte("{}"))); (err == nil) != fits {
			t.Errorf("%s beside others: %v", name, err)
		}
		have.end()
	}
	if n := logsSize("")([]byte(body)); n < textCopies*text {
		t.Errorf("a message of %d bytes is taken for %d", text, n)
	}
}

func readForm(body []byte) (any, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	in, err := formInput(form)
	return []any{form, in}, err
}
