package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/cli"
)

// TestServe serves in-process: the address is on stdout, state in a directory
// is found again, and the end of the context is a clean end.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	for _, status := range []int{http.StatusOK, http.StatusBadRequest} { // created, then there already
		ctx, stop := context.WithCancel(t.Context())
		read, write := io.Pipe()
		var log bytes.Buffer
		ended := make(chan int, 1)
		go func() {
			ended <- cli.Main(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--state", dir, "--log-format", "json", "--verbose"}, cli.Streams{Out: write, Err: &log})
		}()
		line, err := bufio.NewReader(read).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
		if !ok {
			t.Fatalf("stdout says %q", line)
		}
		r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(`{"logGroupName": "app"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "Logs_20140328.CreateLogGroup")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != status {
			t.Errorf("answered %s, want %d; %v", res.Status, status, err)
		}
		stop()
		if code := <-ended; code != cli.ExitOK {
			t.Errorf("exit code %d", code)
		}
		if text := log.String(); !strings.Contains(text, `"target":"Logs_20140328.CreateLogGroup"`) {
			t.Errorf("the log is %s", text)
		}
	}
}

// TestServeFlags: values of --host and --recover that cannot be meant.
func TestServeFlags(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"serve", "--host", "http://logs.internal"}, "--host http://logs.internal: write a name or an address without scheme and port"},
		{[]string{"serve", "--host", "logs.internal:4587"}, "--host logs.internal:4587: write a name or an address"},
		{[]string{"serve", "--recover", "new"}, "--recover needs --state with a directory"},
		{[]string{"serve", "--state", "memory", "--recover", "new"}, "--recover needs --state with a directory"},
		{[]string{"serve", "--region", "-"}, "--region -"},
	} {
		var out, stderr bytes.Buffer
		if code := cli.Main(t.Context(), test.args, cli.Streams{Out: &out, Err: &stderr}); code != cli.ExitUsage || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%q: exit code %d, %s", test.args, code, &stderr)
		}
	}
}
