package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// cutting cuts a file short when a run says its first word, which it does while
// it reads the file.
type cutting struct {
	bytes.Buffer
	cut func()
}

func (c *cutting) Write(p []byte) (int, error) {
	c.cut()
	return c.Buffer.Write(p)
}

// TestCutWhileRead: a log that is cut short while it is read is said to be, and
// what was read of it is shown. One of its first events is wrong, which is said
// while far more than is read ahead is still to come.
func TestCutWhileRead(t *testing.T) {
	const maxLine, size = "4096", 4 << 20
	line := func(message string) string { return "2026-01-01T00:00:00Z " + message + "\n" }
	event := func(message string) string {
		return `{"events":[{"timestamp":1767225600000,"message":"` + message + `"}]}` + "\n"
	}
	const datapoint = ",2026-01-01T00:00:00Z,"
	for _, tt := range []struct {
		args  []string
		event func(message string) string
		told  string // on stdout
	}{
		{[]string{"match", "--max-line", maxLine, "-n", "x"}, line, "1:2026-01-01T00:00:00Z an x\n"},
		{[]string{"match", "--max-line", maxLine, "--events", "x"}, event, "an x\n"},
		{[]string{"metrics", "--max-line", maxLine, "--pattern", "x", "-o", "csv"}, line, datapoint},
		{[]string{"metrics", "--max-line", maxLine, "--pattern", "x", "-o", "csv", "-j", "1"}, line, datapoint},
		{[]string{"metrics", "--max-line", maxLine, "--pattern", "x", "-o", "csv", "--compare", otherFilter(t)}, line, datapoint},
		{[]string{"metrics", "--max-line", maxLine, "--pattern", "x", "-o", "csv"}, event, datapoint},
		{[]string{"validate", "TestMetricFilter"}, event, "logEventMessages is required"},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			log := filepath.Join(t.TempDir(), "a.log")
			short, long := tt.event("an x"), tt.event(strings.Repeat("y", 5000))
			if err := os.WriteFile(log, []byte(short+long+strings.Repeat(short, size/len(short))), 0o600); err != nil {
				t.Fatal(err)
			}
			cut := sync.OnceFunc(func() {
				if err := os.Truncate(log, 1); err != nil {
					t.Error(err)
				}
			})
			out, errs := cutting{cut: cut}, cutting{cut: cut}
			code := Main(t.Context(), append(tt.args, log), Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
			if code != ExitInternal || !strings.Contains(errs.String(), "logsieve: "+log+": ") || !strings.Contains(errs.String(), "the file was cut short while it was read\n") {
				t.Errorf("exit code %d: %s", code, &errs)
			}
			if !strings.Contains(out.String(), tt.told) {
				t.Errorf("told %.200q", &out)
			}
		})
	}
}
