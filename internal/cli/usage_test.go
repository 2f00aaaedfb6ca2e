package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/cli"
)

// Wrong arguments are answered in the words of the command line: what is
// wrong, what would be right, and whose help tells more.
func TestUsageErrors(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"explain", "explain: <pattern> is missing (see logsieve explain --help)"},
		{"compare a", "compare: <b> is missing (see logsieve compare --help)"},
		{"explain a b", "explain: unexpected argument b (see logsieve explain --help)"},
		{"explain -a", "explain: unknown flag -a (see logsieve explain --help)\nlogsieve: put -- before a filter pattern that starts with -"},
		{"lint -x", "lint: unknown flag -x (see logsieve lint --help)"},
		{"match --cont a", `match: unknown flag --cont; did you mean one of "--count", "--context"? (see logsieve match --help)`},
		{"match -m", "match: --max-count needs a value (see logsieve match --help)"},
		{"match -e", "match: --pattern needs a value (see logsieve match --help)"},
		{"match -m -1 a", "match: --max-count: -1 reads like a flag; write --max-count=-1 (see logsieve match --help)"},
		{"match -m 1e3 a", `match: --max-count: not a whole number, or too large: "1e3" (see logsieve match --help)`},
		{"test --interval x", `test: --interval: invalid duration "x": use a duration such as 500ms, 30s or 5m (see logsieve test --help)`},
		{"test --min-coverage x", `test: --min-coverage: not a number: "x" (see logsieve test --help)`},
		{"lint --fail-on x", `lint: --fail-on must be one of error, warning, info, never, not "x" (see logsieve lint --help)`},
		{"completion tcsh", `completion: <shell> must be one of bash, zsh, fish, powershell, not "tcsh" (see logsieve completion --help)`},
		{"conformance matrix", "conformance matrix: <report> is missing (see logsieve conformance matrix --help)"},
		{"conformance", "conformance: a command is needed, one of run, list, copy, record, matrix (see logsieve conformance --help)"},
		{"nothing", "unexpected argument nothing (see logsieve --help)"},
		{"matc", `unexpected argument matc; did you mean one of "match", "man"? (see logsieve --help)`},
		{"serve --verbos", "serve: unknown flag --verbos (see logsieve serve --help); put -- before a command"},
	} {
		t.Run(tt.args, func(t *testing.T) {
			code, out, stderr := run(t.Context(), nil, strings.Fields(tt.args)...)
			if code != cli.ExitUsage || out != "" {
				t.Errorf("exit code %d, stdout %q", code, out)
			}
			if d := cmp.Diff("logsieve: "+tt.want+"\n", stderr); d != "" {
				t.Error(d)
			}
		})
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"lint", "--fix", ""}, "lint: <path> must not be empty"},
		{[]string{"lint", "--config", "", "."}, "lint: --config must not be empty"},
		{[]string{"lint", "--write-baseline="}, "lint: --write-baseline must not be empty"},
		{[]string{"match", "--filters", "", "a.log"}, "match: --filters must not be empty"},
		{[]string{"policy", "--policy", ""}, "policy: --policy must not be empty"},
		{[]string{"conformance", "run", ""}, "conformance run: <path> must not be empty"},
		{[]string{"serve", "--state", ""}, "serve: --state must not be empty"},
		{[]string{"test", "--run", "("}, "--run (: not a regular expression: missing closing )"},
		{[]string{"match", "-e", "a", "-e", "b"}, "match: --pattern can be given once; join JSON patterns with ||, or count several with --filters"},
		{[]string{"lint", "--baseline", "a", "--write-baseline"}, "lint: --baseline is read and --write-baseline=FILE written; give one of them"},
		{[]string{"policy", "--schema", "policy", "--packs"}, "policy: use only one of --packs, --export and --schema"},
		{[]string{"validate", "--list", "--schema"}, "validate: --list and --schema can't be used together (see logsieve validate --help)"},
		{[]string{"metrics", "--pattern", "a", "--start", "2026-01-01T00:00:00Z"}, "metrics: --start is the time of the first log event for --rate, which is missing"},
		{[]string{"metrics", "--pattern", "a", "--rate", "NaN"}, "metrics: --rate NaN: write log events per second, minute or hour, such as 100, 50/m or 2/h"},
		{[]string{"metrics", "--pattern", "a", "--rate", "1e-300"}, "metrics: --rate 1e-300: write log events per second, minute or hour, such as 100, 50/m or 2/h"},
		{[]string{"metrics", "--pattern", "a", "--events", "--input", "lines"}, "metrics: --events cannot be combined with --input lines"},
	} {
		if code, out, stderr := run(t.Context(), nil, tt.args...); code != cli.ExitUsage || out != "" || stderr != "logsieve: "+tt.want+"\n" {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", tt.args, code, out, stderr)
		}
	}
	if _, _, stderr := run(t.Context(), nil, ""); stderr != "logsieve: unexpected argument \"\" (see logsieve --help)\n" {
		t.Errorf("an empty command: %q", stderr)
	}
}

// What people type first has to lead somewhere.
func TestHelpAndVersion(t *testing.T) {
	for _, tt := range []struct{ args, same string }{
		{"--version", "version"},
		{"help", "--help"},
		{"help match", "match --help"},
		{"help conformance run", "conformance run --help"},
	} {
		code, out, stderr := run(t.Context(), nil, strings.Fields(tt.args)...)
		_, want, _ := run(t.Context(), nil, strings.Fields(tt.same)...)
		if code != cli.ExitOK || stderr != "" || out == "" || out != want {
			t.Errorf("%s: exit code %d, stderr %q\n%s", tt.args, code, stderr, cmp.Diff(want, out))
		}
	}
}

// Help is output as any other.
func TestHelpCannotBeWritten(t *testing.T) {
	var stderr bytes.Buffer
	if code := cli.Main(t.Context(), []string{"match", "--help"}, cli.Streams{Out: closedPipe{}, Err: &stderr}); code != cli.ExitOK || stderr.Len() > 0 {
		t.Errorf("a closed pipe: exit code %d, stderr %q", code, stderr.String())
	}
	if code := cli.Main(t.Context(), []string{"match", "--help"}, cli.Streams{Out: fullDisk{}, Err: &stderr}); code != cli.ExitInternal {
		t.Errorf("a full disk: exit code %d", code)
	}
}
