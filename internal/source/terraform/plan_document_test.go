package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestPlanDocuments holds what a plan gives for a document that is read when it is
// applied: as much as the plan knows.
func TestPlanDocuments(t *testing.T) {
	const (
		data    = "data.aws_iam_policy_document."
		put     = `{"json": null, "version": null, "policy_id": null, "source_policy_documents": null, "statement": [{"sid": null, "effect": null, "actions": ["kinesis:PutRecord"], "resources": %s, "principals": [], "condition": []}]}`
		unknown = `{"json": true, "statement": [{"actions": [false], "resources": %s}]}`
		stream  = `["aws_kinesis_stream.s.arn", "aws_kinesis_stream.s"]`
	)
	for _, c := range []struct{ what, references, after, afterUnknown, refs, want string }{
		{"a stream", `["` + data + `d.json", "` + data + `d"]`, fmt.Sprintf(put, "[]"), fmt.Sprintf(unknown, "[true]"), stream,
			`"{'Statement':[{'Action':'kinesis:PutRecord','Effect':'Allow','Resource':'<aws_kinesis_stream.s.arn of aws_kinesis_stream.s>'}],'Version':'2012-10-17'}"`},
		{"a stream beside another resource", `["` + data + `d.json", "` + data + `d"]`, fmt.Sprintf(put, `["arn:aws:kinesis:eu-west-1:111122223333:stream/x"]`), fmt.Sprintf(unknown, "[false, true]"), stream,
			`"{'Statement':[{'Action':'kinesis:PutRecord','Effect':'Allow','Resource':['arn:aws:kinesis:eu-west-1:111122223333:stream/x','<aws_kinesis_stream.s.arn of aws_kinesis_stream.s>']}],'Version':'2012-10-17'}"`},
		{"two streams", `["` + data + `d.json", "` + data + `d"]`, fmt.Sprintf(put, "[]"), fmt.Sprintf(unknown, "[true, true]"), `["aws_kinesis_stream.s.arn", "aws_kinesis_stream.s", "aws_kinesis_stream.t.arn", "aws_kinesis_stream.t"]`,
			`"{'Statement':[{'Action':'kinesis:PutRecord','Effect':'Allow','Resource':['<aws_kinesis_stream.s.arn>','<aws_kinesis_stream.s.arn>']}],'Version':'2012-10-17'}"`},
		{"a dynamic block", `["` + data + `d.json", "` + data + `d"]`, `{"json": null}`, `{"json": true, "statement": true}`, stream, "?"},
		{"a part of a document", `["` + data + `d.json", "` + data + `d", "var.x"]`, fmt.Sprintf(put, "[]"), fmt.Sprintf(unknown, "[true]"), stream, "?"},
		{"another document", `["` + data + `e.json", "` + data + `e"]`, fmt.Sprintf(put, "[]"), fmt.Sprintf(unknown, "[true]"), stream, "?"},
		{"documents of documents", `["` + data + `both.json", "` + data + `both"]`, fmt.Sprintf(put, "[]"), fmt.Sprintf(unknown, "[true]"), stream,
			`"{'Statement':[{'Action':'kinesis:PutRecord','Effect':'Allow','Resource':'<aws_kinesis_stream.s.arn of aws_kinesis_stream.s>'},{'Action':'x:y','Effect':'Allow','Sid':'Own'}],'Version':'2012-10-17'}"`},
	} {
		doc := fmt.Sprintf(`{"format_version": "1.2",
			"planned_values": {"root_module": {"resources": [
				{"address": "aws_cloudwatch_log_resource_policy.p", "mode": "managed", "type": "aws_cloudwatch_log_resource_policy", "name": "p", "values": {"policy_name": "p"}}]}},
			"resource_changes": [
				{"address": "aws_cloudwatch_log_resource_policy.p", "change": {"after_unknown": {"policy_document": true}}},
				{"address": "data.aws_iam_policy_document.d", "mode": "data", "change": {"actions": ["read"], "after": %s, "after_unknown": %s}},
				{"address": "data.aws_iam_policy_document.both", "mode": "data", "change": {"actions": ["read"], "after": {"statement": [{"sid": "Own", "actions": ["x:y"]}], "source_policy_documents": [null]}, "after_unknown": {"json": true, "source_policy_documents": [true]}}}],
			"configuration": {"root_module": {"resources": [
				{"mode": "managed", "type": "aws_cloudwatch_log_resource_policy", "name": "p", "expressions": {"policy_document": {"references": %s}}},
				{"mode": "data", "type": "aws_iam_policy_document", "name": "d", "expressions": {"statement": [{"resources": {"references": %s}}]}},
				{"mode": "data", "type": "aws_iam_policy_document", "name": "both", "expressions": {"source_policy_documents": {"references": ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]}}}]}}}`,
			c.after, c.afterUnknown, c.references, c.refs)
		f := source.NewReader(source.Input{Name: "plan.json", Data: []byte(doc)})
		ReadPlan(f)
		sourcetest.CheckFile(t, f.File())
		v := f.Resources[0].Input.Get("policyDocument")
		if v.Kind == source.String {
			for i, h := range v.Text.Holes {
				if h.Ref != "" {
					v.Text.Holes[i].What += " of " + h.Ref
				}
			}
		}
		if got := strings.ReplaceAll(sourcetest.Shown(v), `\"`, "'"); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestPlanDocumentsOfDocuments: each document is evaluated once for a place, however
// many are made of it, and none is made of itself.
func TestPlanDocumentsOfDocuments(t *testing.T) {
	const levels, width = 12, 20                               // as often as they stand there: 20 to the power of 11
	for _, c := range []struct{ after, unknown, want string }{ // of the last
		{`"statement": [{"sid": "Last", "actions": ["x:y"]}]`, `"json": true`, `"{'Statement':[{'Action':'x:y','Effect':'Allow','Sid':'Last'}],'Version':'2012-10-17'}"`},
		{`"source_policy_documents": [null]`, `"source_policy_documents": [true]`, "?"},
		{`"version": null`, `"source_policy_documents": true`, "?"},
		{`"version": null`, `"statement": true`, "?"},
	} {
		var changes, configuration []string
		refer := func(to int) string {
			name := fmt.Sprintf("data.aws_iam_policy_document.d%d", to)
			return fmt.Sprintf(`"%s.json", "%s"`, name, name)
		}
		several := func(one string) string { return strings.Repeat(one+", ", width-1) + one }
		for i := range levels {
			after, unknown, refs := fmt.Sprintf(`"source_policy_documents": [%s]`, several("null")), fmt.Sprintf(`"source_policy_documents": [%s]`, several("true")), several(refer(i+1))
			if i == levels-1 { // made of the first
				after, unknown, refs = c.after, c.unknown, refer(0)
			}
			changes = append(changes, fmt.Sprintf(`{"address": "data.aws_iam_policy_document.d%d", "change": {"after": {%s}, "after_unknown": {"json": true, %s}}}`, i, after, unknown))
			configuration = append(configuration, fmt.Sprintf(`{"mode": "data", "type": "aws_iam_policy_document", "name": "d%d", "expressions": {"source_policy_documents": {"references": [%s]}}}`, i, refs))
		}
		doc := fmt.Sprintf(`{"format_version": "1.2",
			"planned_values": {"root_module": {"resources": [
				{"address": "aws_cloudwatch_log_resource_policy.p", "mode": "managed", "type": "aws_cloudwatch_log_resource_policy", "name": "p", "values": {"policy_name": "p"}}]}},
			"resource_changes": [{"address": "aws_cloudwatch_log_resource_policy.p", "change": {"after_unknown": {"policy_document": true}}}, %s],
			"configuration": {"root_module": {"resources": [
				{"mode": "managed", "type": "aws_cloudwatch_log_resource_policy", "name": "p", "expressions": {"policy_document": {"references": [%s]}}}, %s]}}}`,
			strings.Join(changes, ", "), refer(0), strings.Join(configuration, ", "))
		f := source.NewReader(source.Input{Name: "plan.json", Data: []byte(doc)})
		ReadPlan(f)
		if got := strings.ReplaceAll(sourcetest.Shown(f.Resources[0].Input.Get("policyDocument")), `\"`, "'"); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.after, c.unknown, got, c.want)
		}
	}
}
