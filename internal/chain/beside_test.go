package chain

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestBeside: what permits a delivery may stand in a file beside that is not read. The
// verdict with both files, with the first alone, and with the first alone beside a file
// that cannot have it.
func TestBeside(t *testing.T) {
	for _, c := range []struct{ what, text, moved string }{
		{"a permission", terraformFunction, "aws_lambda_permission"},
		{"a permission of an account policy", accountTerraform, "aws_lambda_permission"},
		{"a policy attached to a role", terraformStream, "aws_iam_role_policy_attachment"},
		{"a policy in a role", terraformDocuments, "aws_iam_role_policy"},
		{"a policy of a destination", terraformDocuments, "aws_cloudwatch_log_destination_policy"},
	} {
		start := strings.Index(c.text, `resource "`+c.moved+`"`)
		length := strings.Index(c.text[start:], "\n}\n") + len("\n}\n")
		main, other := c.text[:start]+c.text[start+length:], c.text[start:start+length]
		for _, read := range []struct {
			files  []string // and their texts
			beside string
			want   Verdict
		}{
			{[]string{main, other}, "", Proven},
			{[]string{main}, other, Undecided},
			{[]string{main}, "module \"more\" {\n  source = \"./more\"\n}\n", Undecided},
			{[]string{main}, "resource \"aws_s3_bucket\" \"b\" {}\n", Broken},
		} {
			names := []string{"main.tf", "other.tf"}
			inputs := []source.Input{{Name: names[0], Data: []byte(main)}, {Name: names[1], Data: []byte(read.beside)}}
			var files []*source.File
			for i, text := range read.files {
				inputs[i].Data = []byte(text)
			}
			opts := languages.Options{}
			opts.Terraform.Siblings = func() []source.Input { return inputs }
			for i := range read.files {
				files = append(files, languages.Read(inputs[i], opts))
			}
			if list := Subscriptions(estate.New(files), Options{}); len(list) != 1 || list[0].Whole != read.want {
				t.Errorf("%s, beside %q: %d chains, %v, want %v: %s", c.what, read.beside, len(list), list[0].Whole, read.want, list[0].Because())
			}
		}
	}
}
