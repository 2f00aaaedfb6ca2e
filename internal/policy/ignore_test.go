package policy

import (
	"testing"

	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/lint"
)

// TestIgnoresOfPolicies: lint and a policy each leave the other's ignores
// alone, and report their own that silence nothing.
func TestIgnoresOfPolicies(t *testing.T) {
	const text = `# logsieve: ignore[PL-root] -- watched elsewhere
# logsieve: ignore-file[PL-never-ran] -- for another policy
resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = 30
}
`
	r, err := lint.NewRunner(nil, lint.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	r.Load = func(string) ([]byte, error) { return []byte(text), nil }
	if found := r.Run(t.Context(), []string{"main.tf"}).Findings; len(found) != 0 {
		t.Errorf("lint says %v", found)
	}
	files, failed := r.Read(t.Context(), []string{"main.tf"})
	if len(files) != 1 || len(failed) != 0 {
		t.Fatalf("%d files, %v", len(files), failed)
	}
	one := finding.Finding{File: "main.tf", Span: files[0].Resources[0].At, Code: "PL-root"}
	ran := []string{"PL-root"}
	if left := Silence(files, []finding.Finding{one}, ran); len(left) != 0 {
		t.Errorf("not silenced: %v", left)
	}
	other := one
	other.Code = "PL-other"
	left := Silence(files, []finding.Finding{other}, ran)
	if len(left) != 2 || left[0].Code != "PL-other" || left[1].Code != finding.UnusedIgnore().Code {
		t.Errorf("%v", left)
	}
}
