package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/cli"
)

// TestInterruptedProofs runs commands whose context has ended: they end, too,
// and say so, rather than take what was not proved for an answer.
func TestInterruptedProofs(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "main.tf")
	const filter = `resource "aws_cloudwatch_log_metric_filter" "a" {
  name           = "a"
  log_group_name = "g"
  pattern        = "{ $.eventName = \"*Policy*\" || $.eventName = \"*Role*\" }"
  metric_transformation {
    name      = "a"
    namespace = "a"
    value     = "1"
  }
}
`
	if err := os.WriteFile(file, []byte(filter), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, tt := range []struct {
		args []string
		told string
	}{
		{[]string{"explain", `{ $.a = %a% && $.a = %b% }`}, ""},
		{[]string{"compare", `%a%`, `%b%`}, "A  %a%\nB  %b%\n\nunknown: it could not be proved how the patterns relate\n\nboth    undecided: interrupted\nonly A  undecided: interrupted\nonly B  undecided: interrupted\nIncomplete: interrupted before the proof was found.\n"},
		{[]string{"lint", "-q", "--config", "none", file}, "Incomplete: interrupted after 0 of 1 file; nothing is said of the others.\n"},
		{[]string{"policy", "--config", "none", "--pack", "cis-aws-foundations-1.4", file}, ""},
	} {
		var out, errs bytes.Buffer
		code := cli.Main(ctx, tt.args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		if code != cli.ExitInterrupted || out.String() != tt.told || !strings.HasSuffix(errs.String(), "logsieve: interrupted\n") {
			t.Errorf("%s: exit code %d, %q, %q", tt.args[0], code, out.String(), errs.String())
		}
	}
}

// TestMaxWork gives little to prove with: what is undecided is said to be.
func TestMaxWork(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		out  string
	}{
		{[]string{"explain", "--max-work", "500", `{ $.a = "*x*" && $.a = %y% }`}, 0, "is undecided: too large to prove within 100 steps."},
		{[]string{"compare", "--max-work", "500", `%a%`, `%b%`}, 1, "undecided: too large to prove within 100 steps"},
		{[]string{"compare", "-o", "json", "--max-work", "500", `%a%`, `%b%`}, 1, `"reason":"too large to prove within 100 steps"`},
		{[]string{"explain", "--max-work", "0", `x`}, 2, "explain: --max-work must be at least 1"},
		{[]string{"lint", "--max-work=-1"}, 2, "lint: --max-work must be at least 1"},
		{[]string{"policy", "--max-work", "0", "--pack", "hygiene"}, 2, "policy: --max-work must be at least 1"},
		{[]string{"test", "--max-work", "0", "x.logsieve.yaml"}, 2, "test: --max-work must be at least 1"},
	} {
		var out, errs bytes.Buffer
		code := cli.Main(context.Background(), tt.args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		if code != tt.code || !strings.Contains(out.String()+errs.String(), tt.out) {
			t.Errorf("%q: exit code %d, %s%s", tt.args, code, out.String(), errs.String())
		}
	}
}
