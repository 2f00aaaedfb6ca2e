package terraform

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

// TestPlanConfiguration holds what is not known in a plan to the expression of
// the same resource, which others share a type or a name with.
func TestPlanConfiguration(t *testing.T) {
	const stream, group = "aws_cloudwatch_log_stream", "aws_cloudwatch_log_group"
	resource := func(kind, name string) string {
		return fmt.Sprintf(`{"address": "%s.%s", "mode": "managed", "type": "%[1]s", "name": "%[2]s", "values": {"name": "n"}}`, kind, name)
	}
	config := func(kind, name, ref string) string {
		return fmt.Sprintf(`{"mode": "managed", "type": "%s", "name": "%s", "expressions": {"log_group_name": {"references": ["%s.name", "%s"]}}}`, kind, name, ref, ref)
	}
	change := func(name string) string {
		return fmt.Sprintf(`{"address": "%s.%s", "change": {"after_unknown": {"log_group_name": true}}}`, stream, name)
	}
	doc := fmt.Sprintf(`{"format_version": "1.2",
		"planned_values": {"root_module": {"resources": [%s, %s]}},
		"resource_changes": [%s, %s],
		"configuration": {"root_module": {"resources": [%s, %s, %s]}}}`,
		resource(stream, "a"), resource(stream, "b"), change("a"), change("b"),
		config(stream, "a", group+".first"), config(stream, "b", group+".second"), config(group, "a", group+".third"))
	f := source.NewReader(source.Input{Name: "plan.json", Data: []byte(doc)})
	ReadPlan(f)
	var got []string
	for _, r := range f.Resources {
		v := r.Input.Get("logGroupName")
		got = append(got, r.Address+" "+v.What+" "+v.Ref)
	}
	want := []string{
		stream + ".a " + group + ".first.name " + group + ".first",
		stream + ".b " + group + ".second.name " + group + ".second",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
