package lint

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/project"
)

// TestNothingOutsideIsRead holds that what a file names outside the folder given,
// by .. or through a link, is neither read nor judged, and that this is said.
func TestNothingOutsideIsRead(t *testing.T) {
	const wrong = "{ $.a == 1 }"
	const filter = "resource \"aws_cloudwatch_log_metric_filter\" \"f\" {\n  name = \"f\"\n  log_group_name = \"g\"\n  pattern = %\n" +
		"  metric_transformation {\n    name = \"m\"\n    namespace = \"n\"\n    value = \"1\"\n  }\n}\n"
	const stack = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: %, Parameters: {P: '" + wrong + "'}}\n"
	const nested = "Parameters: {P: {Type: String}}\nResources:\n  F:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: g\n" +
		"      FilterPattern: !Ref P\n      MetricTransformations: [{MetricName: m, MetricNamespace: n, MetricValue: '1'}]\n"
	for _, c := range []struct{ name, text, inside, outside string }{
		{"main.tf", filter, `file("in.txt")`, `file("../out.txt")`},
		{"main.tf", filter, `templatefile("in.txt", {})`, `templatefile("link.txt", {})`},
		{"main.tf", filter, `jsondecode(file("in.json"))`, `jsondecode(file("link.json"))`},
		{"main.yaml", stack, "./in.yaml", "../out.yaml"},
		{"main.yaml", stack, "in.yaml", "link.yaml"},
		{"page.md", "```hcl\n" + filter + "```\n", `file("in.txt")`, `file("../out.txt")`},
		{"page.md", "```\n" + filter + "```\n", `file("in.txt")`, `file("link.txt")`},
		{"page.md", "```yaml\n" + stack + "```\n", "./in.yaml", "../out.yaml"},
		{"main.tf", "resource \"aws_cloudformation_stack\" \"s\" {\n  name = \"s\"\n  template_body = file(%)\n}\n", `"template.yaml"`, `"../out-template.yaml"`},
		{"main.tf", "resource \"aws_cloudformation_stack\" \"s\" {\n  name = \"s\"\n  template_body = file(%)\n}\n", `"template.yaml"`, `"link-template.yaml"`},
	} {
		for _, place := range []string{c.inside, c.outside} {
			root := t.TempDir()
			t.Chdir(root)
			write := func(name, text string) {
				if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			for _, at := range []string{"repo/in", "out"} {
				write(at+".txt", wrong)
				write(at+".json", `"`+wrong+`"`)
				write(at+".yaml", nested)
			}
			write("repo/template.yaml", strings.ReplaceAll(nested, "!Ref P", "'"+wrong+"'"))
			write("out-template.yaml", strings.ReplaceAll(nested, "!Ref P", "'"+wrong+"'"))
			if err := os.Symlink("../out-template.yaml", "repo/link-template.yaml"); err != nil {
				t.Skip(err)
			}
			for _, ext := range []string{".txt", ".json", ".yaml"} {
				if err := os.Symlink("../out"+ext, "repo/link"+ext); err != nil {
					t.Skip(err)
				}
			}
			before, after, _ := strings.Cut(c.text, "%")
			write("repo/"+c.name, before+place+after)
			r, err := NewRunner(nil, Selection{Select: []string{"unknown-operator"}})
			if err != nil {
				t.Fatal(err)
			}
			if r.Files, err = project.NewFiles(project.Bounds{Root: "repo"}); err != nil {
				t.Fatal(err)
			}
			result := r.Run(t.Context(), []string{"repo/" + c.name})
			if found, refused := len(result.Findings), len(r.Refused()); place == c.inside && (found != 1 || refused != 0) || place == c.outside && (found != 0 || refused != 1) {
				t.Errorf("%s: %d findings, %d files refused", place, found, refused)
			}
		}
	}
}

// TestLinksToOutsideAreNotRead holds the same for files of every new language that
// are links themselves.
func TestLinksToOutsideAreNotRead(t *testing.T) {
	const wrong = "{ $.a == 1 }"
	for name, text := range map[string]string{
		"a.ts":                 "logs.putMetricFilter({ filterPattern: '" + wrong + "' })\n",
		"a.md":                 "```sh\naws logs filter-log-events --log-group-name g --filter-pattern '" + wrong + "'\n```\n",
		"a.snap":               "exports[`a`] = `\n{\n  \"Resources\": {\n    \"F\": {\n      \"Type\": \"AWS::Logs::MetricFilter\",\n      \"Properties\": {\n        \"FilterPattern\": \"" + wrong + "\",\n      },\n    },\n  },\n}\n`;\n",
		"play.yml":             "- cloudwatchlogs_log_group_metric_filter: {filter_pattern: '" + wrong + "'}\n",
		"security-config.yaml": "cloudWatch: {metricSets: [{metrics: [{filterPattern: '" + wrong + "'}]}]}\n",
		"manifest.yaml":        "apiVersion: cloudwatchlogs.aws.upbound.io/v1beta1\nkind: MetricFilter\nspec: {forProvider: {pattern: '" + wrong + "'}}\n",
		"workflow.yml":         "run: aws logs put-metric-filter --filter-pattern '" + wrong + "'\n",
		"own.yaml":             "logGroupName: g\nfilterPattern: '" + wrong + "'\n",
	} {
		t.Chdir(t.TempDir())
		for _, dir := range []string{"repo", "outside"} {
			if err := os.Mkdir(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("../outside/"+name, "repo/link-"+name); err != nil {
			t.Skip(err)
		}
		r, err := NewRunner(nil, Selection{Select: []string{"unknown-operator"}})
		if err != nil {
			t.Fatal(err)
		}
		if r.Files, err = project.NewFiles(project.Bounds{Root: "repo"}); err != nil {
			t.Fatal(err)
		}
		if found := r.Run(t.Context(), []string{"repo/" + name, "repo/link-" + name}).Findings; len(found) != 1 || found[0].File != "repo/"+name {
			t.Errorf("%s: %d findings", name, len(found))
		}
	}
}
