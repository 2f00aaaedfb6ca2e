package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/cli"
)

// Wrong JSON is answered with its place and in words for people.
func TestWrongJSON(t *testing.T) {
	file := filepath.Join(t.TempDir(), "filters.json")
	for _, tt := range []struct {
		args []string
		json string
		want string
	}{
		{[]string{"test-metric-filter", "--cli-input-json", "-"}, "", "--cli-input-json:1:1: not JSON: the document ends where a value is expected"},
		{[]string{"test-metric-filter", "--cli-input-json", "-"}, "{\n 'a': 1}", "--cli-input-json:2:2: not JSON: expected a member name in double quotes"},
		{[]string{"test-metric-filter", "--cli-input-json", "-"}, `{"filterPattern": 1}`, "--cli-input-json:1:19: filterPattern: text is needed, not a number"},
		{[]string{"test-metric-filter", "--cli-input-json", "-"}, `{"logEventMessages": "a"}`, "--cli-input-json:1:24: logEventMessages: a list is needed, not text"},
		{[]string{"test-metric-filter", "--cli-input-json", "-"}, `{"pattern": "a"}`, `--cli-input-json: "pattern" is not a member of it`},
		{[]string{"test-metric-filter", "--cli-input-json", "-"}, "{}\nx", "--cli-input-json:2:1: not JSON: unexpected text after the JSON value"},
		{[]string{"metrics", "--filter", file}, "{ $.a = 1 }", file + ":1:3: not JSON: expected a member name in double quotes"},
		{[]string{"metrics", "--filter", file}, `[{"filterPattern": "a"}`, file + ":1:24: not JSON: expected , or ] in an array"},
		{[]string{"lint", "--baseline", file, file}, "{", file + ":1:2: not JSON: expected a member name in double quotes"},
		{[]string{"lint", "--baseline", file, file}, `{"version": 9}`, file + ": the baseline has version 9, but logsieve knows 1; regenerate it with --write-baseline"},
		{[]string{"lint", "--baseline", file, file}, `{"versio": 9}`, file + `: "versio" is not a member of it`},
		{[]string{"metrics", "--filter", file}, "", file + ": no metric filter in it"},
	} {
		if err := os.WriteFile(file, []byte(tt.json), 0o666); err != nil {
			t.Fatal(err)
		}
		code, out, stderr := run(t.Context(), strings.NewReader(tt.json), tt.args...)
		if want := "logsieve: " + tt.want + "\n"; code != cli.ExitUsage || out != "" || stderr != want {
			t.Errorf("%s: exit code %d, stdout %q\n got %s want %s", tt.json, code, out, stderr, want)
		}
	}
}
