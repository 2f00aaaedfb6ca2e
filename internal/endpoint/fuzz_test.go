package endpoint_test

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/endpoint"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// FuzzRequest sends any request to one endpoint, whose state lives on: no
// answer is the endpoint's own failure. The sessions are the seeds.
func FuzzRequest(f *testing.F) {
	files, err := filepath.Glob("testdata/session/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch {
			case len(line) > 1000 || strings.ContainsAny(word[:min(1, len(word))], "#=!"):
			case strings.HasPrefix(rest, "/"):
				path, body, _ := strings.Cut(rest, " ")
				f.Add(word, path, "", []byte(body))
			default:
				f.Add("POST", "/", "Logs_20140328."+word, []byte(rest))
			}
		}
	}
	st, err := store.OpenMemory()
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = st.Close() })
	s := endpoint.New(endpoint.Options{Store: st, Now: newClock().Now, Sink: &recordedSink{}, ExportDir: f.TempDir()})
	f.Fuzz(func(t *testing.T, method, path, target string, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Method = method
		if u, err := r.URL.Parse(path); err == nil {
			r.URL = u
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", target)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code >= 500 && w.Code != 501 {
			t.Errorf("%s %s %s %q: answered %d %s", method, path, target, body, w.Code, w.Body)
		}
	})
}
