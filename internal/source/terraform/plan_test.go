package terraform

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestPlanTexts holds texts of a plan to encoding/json: the same text, and
// every byte that maps to the file stands there.
func TestPlanTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "pattern")
		quoted, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		doc := fmt.Sprintf(`{"format_version": "1.2", "values": {"root_module": {"resources": [{"address": "a", "type": "aws_cloudwatch_log_subscription_filter", "values": {"filter_pattern": %s}}]}}}`, quoted)
		f := source.NewReader(source.Input{Name: "plan.json", Data: []byte(doc)})
		ReadPlan(f)
		sourcetest.CheckFile(t, f.File())
		if len(f.Resources) != 1 {
			t.Fatalf("%d resources", len(f.Resources))
		}
		if got, ok := f.Resources[0].Input.Get("filterPattern").Str(); !ok || got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
