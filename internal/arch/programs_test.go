package arch

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestPrograms holds that go install ./..., by which pre-commit installs the
// hooks, puts nothing on a disk but logsieve, on any system.
func TestPrograms(t *testing.T) {
	for _, system := range []string{"linux", "windows", "darwin"} {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-f", `{{if eq .Name "main"}}{{.ImportPath}}{{end}}`, module+"...")
		cmd.Env = append(os.Environ(), "GOOS="+system)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(string(out)), " "); got != module+"cmd/logsieve" {
			t.Errorf("on %s go install ./... installs %s", system, got)
		}
	}
}
