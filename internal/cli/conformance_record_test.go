package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/logsieve/logsieve/conformance"
	"github.com/logsieve/logsieve/internal/cli"
	"github.com/logsieve/logsieve/internal/endpoint"
)

// TestConformanceRecordInterrupted ends a recording as Ctrl-C does, while a
// request is under way, and goes on with it.
func TestConformanceRecordInterrupted(t *testing.T) {
	t.Setenv("AWS_PROFILE", "")
	t.Setenv("AWS_CONFIG_FILE", filepath.Join(t.TempDir(), "none"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(t.TempDir(), "none"))
	ctx, stop := context.WithCancel(t.Context())
	var asked atomic.Int32
	handler := endpoint.New(endpoint.Options{Now: time.Now})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 4 { // the first one finds out whether anybody is there
			stop()
			panic(http.ErrAbortHandler) // it hangs up
		}
		handler.ServeHTTP(w, r)
	}))
	defer server.Close()

	var cases []string
	for i := range 5 {
		cases = append(cases, fmt.Sprintf(`{"id": "s/%d", "request": {"filterPattern": "p%d", "logEventMessages": ["a"]}, "matched": [], "rules": [], "evidence": "chosen"}`, i, i))
	}
	dir := t.TempDir()
	suite, answers := filepath.Join(dir, "suite.json"), filepath.Join(dir, "answers.json")
	if err := os.WriteFile(suite, []byte(`{"suite": "s", "cases": [`+strings.Join(cases, ",")+`]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		code, recorded, asked int
		stderr                string
	}{
		{cli.ExitInterrupted, 2, 4, "interrupted; the same command goes on from here"},
		{cli.ExitOK, 5, 4 + 1 + 3, "recorded 5, pending 0"},
	} {
		var out, stderr bytes.Buffer
		code := cli.Main(ctx, []string{"conformance", "record", "--target", "endpoint=" + server.URL, "-o", answers, suite}, cli.Streams{Out: &out, Err: &stderr})
		if code != want.code || int(asked.Load()) != want.asked || !strings.Contains(stderr.String(), want.stderr) || out.Len() > 0 {
			t.Errorf("exit code %d, asked %d times, stdout %q, stderr:\n%s", code, asked.Load(), &out, &stderr)
		}
		suites, err := conformance.LoadPaths(answers)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(suites[0].Cases); n != want.recorded {
			t.Errorf("%d recorded, want %d", n, want.recorded)
		}
		ctx = t.Context()
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 2 {
		t.Errorf("there are %q, %v", left, err)
	}
}
