package cli_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/cli"
)

// Over many blocks the output is the same, in the same order, however many
// workers there are.
func TestJobsChangeNothing(t *testing.T) {
	var log strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&log, "2026-01-01T00:%02d:00Z level%d request %d of customer c-%d in 12 parts %s\n", i/1000, i%7, i, i*7919%1003, []string{"a", "b", "\n"}[i%3])
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		file := dir + "/" + name
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := write("app.log", log.String())
	filters := write("filters.txt", "level3 -\"c-1\"\n?level1 ?level2\n[ts, level=level4, ...]\n-level5\n%c-1[0-9]+ %\n")
	metricFilter := `{"filterPattern": %q, "metricTransformations": [{"metricName": %q, "metricNamespace": "N", "metricValue": "1"%s}]}` + "\n"
	matching := fmt.Sprintf(metricFilter, "level3 a", "A", "") + fmt.Sprintf(metricFilter, "[ts, level=level4, ...]", "B", "")
	metrics := write("metrics.json", matching)
	defaults := write("defaults.json", matching+fmt.Sprintf(metricFilter, "?level5 level6", "C", `, "defaultValue": 3`))
	for _, args := range [][]string{
		{"match", "-n", `level3 "c-1"`},
		{"match", "-v", "-n", "?level3 ?level4"},
		{"match", "-n", "[..., last=b]"},
		{"match", "--filters", filters},
		{"match", "--filters", filters, "--json"},
		{"metrics", "-o", "json", "--pattern", "level3"},
		{"metrics", "-o", "json", "--pattern", "level3", "--default", "2"},
		{"metrics", "-o", "json", "--filter", metrics},
		{"metrics", "-o", "json", "--filter", metrics, "--rate", "100"},
		{"metrics", "-o", "json", "--filter", defaults},
	} {
		var want string
		for _, jobs := range []string{"1", "2", "5"} {
			code, out, stderr := run(t.Context(), nil, append([]string{args[0], "-j", jobs}, append(args[1:], file)...)...)
			if code != cli.ExitOK || out == "" || stderr != "" {
				t.Fatalf("%v -j %s: exit code %d, %s", args, jobs, code, stderr)
			}
			if jobs == "1" {
				want = out
			} else if out != want {
				t.Errorf("%v -j %s (-1 +%[2]s):\n%.2000s", args, jobs, cmp.Diff(want, out))
			}
		}
	}
}
