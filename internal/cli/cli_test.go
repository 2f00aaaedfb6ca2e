package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/internal/cli"
)

var update = flag.Bool("update", false, "rewrite golden files")

// run runs one command line in-process.
func run(ctx context.Context, in io.Reader, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cli.Main(ctx, args, cli.Streams{In: in, Out: &out, Err: &errs})
	return code, out.String(), errs.String()
}

// Arguments that start with a minus must reach the command as they are.
func TestMinusArguments(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"several after one flag", []string{"--filter-pattern", "a", "--log-event-messages", "a1", "b", "a2"}, "a1 a2"},
		{"flag after the messages", []string{"--log-event-messages", "a1", "a2", "--filter-pattern", "a"}, "a1 a2"},
		{"repeated", []string{"--log-event-messages", "a1", "--filter-pattern", "a", "--log-event-messages", "b", "a2"}, "a1 a2"},
		{"with equals sign", []string{"--filter-pattern=a", "--log-event-messages=a1", "a2"}, "a1 a2"},
		{"pattern with a minus", []string{"--filter-pattern", "-a", "--log-event-messages", "a1", "b"}, "b"},
		{"pattern with a minus and equals sign", []string{"--filter-pattern=-a", "--log-event-messages", "a1", "b"}, "b"},
		{"messages with a minus", []string{"--filter-pattern", "a", "--log-event-messages", "-a", "--", "--a", "-h", "a"}, "-a --a a"},
		{"message that reads like a flag", []string{"--filter-pattern", "a", "--log-event-messages=--a", "x"}, "--a"},
		{"empty pattern", []string{"--filter-pattern", "", "--log-event-messages", "a", "-"}, "a -"},
		{"JSON list", []string{"--filter-pattern", "a", "--log-event-messages", ` ["a1", "b", "é a"]`}, "a1 é a"},
		{"a bracket that is no list", []string{"--filter-pattern", "a", "--log-event-messages", `[a] ["x"]`}, `[a] ["x"]`},
		{"a list that is not of strings", []string{"--filter-pattern", "1", "--log-event-messages", `[1]`}, `[1]`},
		{"two brackets", []string{"--filter-pattern", "a", "--log-event-messages", `["a"]`, `["b"]`}, `["a"]`},
		{"AWS CLI options", []string{"--region", "eu-west-1", "--output", "json", "--no-cli-pager", "--profile", "p", "--filter-pattern", "a", "--log-event-messages", "a"}, "a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out, stderr := run(t.Context(), nil, append([]string{"test-metric-filter"}, tt.args...)...)
			if code != cli.ExitOK {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			if got := strings.Join(messages(t, out), " "); got != tt.want {
				t.Errorf("matched %q, want %q", got, tt.want)
			}
		})
	}
}

// The AWS CLI prints text as it is, but for what JSON wants escaped.
func TestTextIsPrintedAsTheAWSCLIDoes(t *testing.T) {
	message := "<&> é😀 \u2028\u2029 \\u2028 \x01\x7f\u0085\t\"\\"
	_, out, _ := run(t.Context(), nil, "test-metric-filter", "--filter-pattern", "", "--log-event-messages", message)
	want := `"eventMessage": "<&> é😀 ` + "\u2028\u2029" + ` \\u2028 \u0001` + "\x7f\u0085" + `\t\"\\",`
	if !strings.Contains(out, want) {
		t.Errorf("got  %s\nwant %s", out, want)
	}
	if got := messages(t, out); len(got) != 1 || got[0] != message {
		t.Errorf("read back as %q", got)
	}
}

// closedPipe fails as a pipe does whose reader is gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestWriteFailures(t *testing.T) {
	for _, args := range [][]string{
		{"match", "a"},
		{"match", "-c", "a"},
		{"match", "--json", "a"},
		{"fmt", "a"},
		{"conformance", "list", "testdata/suite.json"},
		{"conformance", "run", "testdata/suite.json"},
		{"test-metric-filter", "--filter-pattern", "a", "--log-event-messages", "a"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var stderr bytes.Buffer
			std := cli.Streams{In: strings.NewReader("a\n"), Out: closedPipe{}, Err: &stderr}
			if code := cli.Main(t.Context(), args, std); code != cli.ExitOK || stderr.Len() > 0 {
				t.Errorf("a closed pipe: exit code %d, stderr %q", code, stderr.String())
			}
			std = cli.Streams{In: strings.NewReader("a\n"), Out: fullDisk{}, Err: &stderr}
			if code := cli.Main(t.Context(), args, std); code != cli.ExitInternal {
				t.Errorf("a full disk: exit code %d", code)
			}
			if !strings.Contains(stderr.String(), "no space left") {
				t.Errorf("a full disk: stderr %q", stderr.String())
			}
		})
	}
}

// A run that waits for input must end with its context, and must have shown
// by then what it had found.
func TestMatchShowsMatchesBeforeItWaits(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	pr, pw := io.Pipe()
	defer pw.Close()
	go io.WriteString(pw, "an ERROR\nINFO\n")
	out := &firstWrite{cancel: cancel}
	var stderr bytes.Buffer
	code := cli.Main(ctx, []string{"match", "ERROR"}, cli.Streams{In: pr, Out: out, Err: &stderr})
	if d := cmp.Diff("an ERROR\n", out.String()); d != "" {
		t.Error(d)
	}
	if code != cli.ExitInterrupted || stderr.String() != "logsieve: interrupted\n" {
		t.Errorf("exit code %d, stderr %q", code, stderr.String())
	}
}

// Ctrl-C ends whatever waits for a terminal, with one exit code for all.
func TestInterruptedWhileItWaitsForStdin(t *testing.T) {
	for _, args := range [][]string{
		{"match", "ERROR"},
		{"match", "--filters", "-", "testdata/suite.json"},
		{"metrics", "--filter", "-", "testdata/suite.json"},
		{"fmt"},
		{"lint", "-"},
		{"policy", "--pack", "hygiene", "-"},
		{"test", "-"},
		{"validate", "PutMetricFilter"},
		{"test-metric-filter", "--cli-input-json", "-"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			pr, pw := io.Pipe()
			defer pw.Close()
			go func() {
				io.WriteString(pw, " ")
				cancel()
			}()
			if code, out, stderr := run(ctx, pr, args...); code != cli.ExitInterrupted || out != "" || stderr != "logsieve: interrupted\n" {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, out, stderr)
			}
		})
	}
}

// Whoever reads stdin second would find it empty, and say so of the wrong thing.
func TestStdinIsReadOnce(t *testing.T) {
	for _, args := range [][]string{
		{"match", "ERROR", "-", "-"},
		{"match", "--filters", "-"},
		{"metrics", "--pattern", "ERROR", "-", "-"},
		{"validate", "PutMetricFilter", "-", "-"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			code, _, stderr := run(t.Context(), strings.NewReader("INFO\n"), args...)
			if want := "logsieve: standard input cannot be read twice; name a file for one of them\n"; code != cli.ExitUsage || stderr != want {
				t.Errorf("exit code %d, stderr %q", code, stderr)
			}
		})
	}
}

// Nobody waits for an input that has answered the question.
func TestMatchEndsBeforeItsInput(t *testing.T) {
	for _, args := range [][]string{
		{"match", "-q", "ERROR"},
		{"match", "-m", "1", "ERROR"},
		{"match", "-m", "0", "-c", "ERROR"},
		{"match", "--events", "-q", "ERROR"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			pr, pw := io.Pipe()
			defer pw.Close()
			go io.WriteString(pw, "[\"ERROR\",\n")
			want := cli.ExitOK
			if args[2] == "0" {
				want = cli.ExitFindings
			}
			if code, _, stderr := run(t.Context(), pr, args...); code != want || stderr != "" {
				t.Errorf("exit code %d, stderr %q", code, stderr)
			}
		})
	}
}

type firstWrite struct {
	bytes.Buffer
	cancel func()
}

func (w *firstWrite) Write(p []byte) (int, error) {
	defer w.cancel()
	return w.Buffer.Write(p)
}

func TestReadFailureOfStdin(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("a1\n"), errReader{})
	code, out, stderr := run(t.Context(), broken, "match", "a")
	if code != cli.ExitInternal || out != "a1\n" || stderr != "logsieve: (standard input): disk on fire\n" {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, out, stderr)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

// messages returns the messages in the output of test-metric-filter.
func messages(t *testing.T, out string) []string {
	t.Helper()
	var resp engine.TestMetricFilterResponse
	if err := json.Unmarshal([]byte(out), &resp); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range resp.Matches {
		all = append(all, m.EventMessage)
	}
	return all
}
