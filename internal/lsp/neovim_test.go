package lsp_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
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
	file := filepath.Join(dir, "t.yaml")
	if err := os.WriteFile(file, []byte(filter(`{ $.level == "ERROR" }`)), 0o644); err != nil {
		t.Fatal(err)
	}
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
	want := []string{
		"6:33 FP010 Filter patterns have no == operator.",
		"action Write =",
		"hover ```text",
	}
	if diff := cmp.Diff(want, got.Seen[:min(len(want), len(got.Seen))]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if hover := strings.Join(got.Seen, "\n"); !strings.Contains(hover, `$.level = "ERROR"`) {
		t.Errorf("hover does not explain:\n%s", hover)
	}
	if mended, err := os.ReadFile(file); err != nil || string(mended) != filter(`{ $.level = "ERROR" }`) {
		t.Errorf("%s, %v", mended, err)
	}
}
