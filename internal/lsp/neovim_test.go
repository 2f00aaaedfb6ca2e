package lsp_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNeovim edits a file in Neovim, without a screen.
func TestNeovim(t *testing.T) {
	if _, err := exec.LookPath("nvim"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("CI needs Neovim; .ci/neovim installs it")
		}
		t.Skip("Neovim is not installed")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "logsieve")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "github.com/logsieve/logsieve/cmd/logsieve").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	script, err := filepath.Abs("testdata/session.lua")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"t.yaml":       filter(`{ $.level == "ERROR" }`),
		"o.yaml":       filter(`{ $.user.name = "x" }`),
		"variables.tf": "variable \"p\" {\n  default = \"{ $.a == 1 }\"\n}\n",
		"main.tf":      module,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "t.yaml")
	cmd := exec.CommandContext(t.Context(), "nvim", "--clean", "--headless", "-n", "-c", "luafile "+script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "LOGSIEVE="+program, "LOGSIEVE_FILE="+file, "HOME="+dir, "XDG_STATE_HOME="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got struct{ Seen []string }
	if err := json.Unmarshal(out[strings.IndexByte(string(out), '{'):], &got); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var hover []string
	seen := slices.DeleteFunc(got.Seen, func(line string) bool {
		_, text, ok := strings.Cut(line, "hover ")
		if ok {
			hover = append(hover, text)
		}
		return ok
	})
	want := []string{
		"6:33 FP010 Filter patterns have no == operator.",
		"action Write =",
		"complete 1: FilterPattern: '{ $.user.name }'",
		"complete 3: FilterPattern: '{ $.level IS TRUE }'",
		"complete 1: FilterPattern: '{ $.level = 1 && $.user.name }'",
		`complete 27: MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: "1", Unit: Seconds}]`,
		`format FilterPattern: '{ $.level = "ERROR" }'`,
		"folder 4:20 FP010 Filter patterns have no == operator. It is at variables.tf:2:20 in the pattern { $.a == 1 }.",
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if text := strings.Join(hover, "\n"); !strings.HasPrefix(text, "```text\n") || !strings.Contains(text, `$.level = "ERROR"`) {
		t.Errorf("hover does not explain:\n%s", text)
	}
	if mended, err := os.ReadFile(file); err != nil || string(mended) != filter(`{ $.level = "ERROR" }`) {
		t.Errorf("%s, %v", mended, err)
	}
}
