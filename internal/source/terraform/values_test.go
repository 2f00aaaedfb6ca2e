package terraform

import (
	"errors"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
)

const tfWithVariable = `
variable "p" {
  default = "DEFAULT"
}
resource "aws_cloudwatch_log_metric_filter" "f" {
  name           = "f"
  log_group_name = "g"
  pattern        = var.p
}
`

// TestTerraformValues holds which value a variable has: that of the files that
// Terraform loads by itself, and none that is known when another file may set
// it.
func TestTerraformValues(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string // "" for not known
	}{
		"none":                      {nil, "DEFAULT"},
		"terraform.tfvars":          {map[string]string{"terraform.tfvars": `p = "A"`}, "A"},
		"of another variable":       {map[string]string{"terraform.tfvars": `q = "A"`}, "DEFAULT"},
		"JSON":                      {map[string]string{"terraform.tfvars.json": `{"p": "${A}"}`}, "${A}"},
		"auto before terraform":     {map[string]string{"a.auto.tfvars": `p = "A"`, "terraform.tfvars": `p = "T"`, "terraform.tfvars.json": `{"p": "J"}`}, "A"},
		"JSON before terraform":     {map[string]string{"terraform.tfvars": `p = "T"`, "terraform.tfvars.json": `{"p": "J"}`}, "J"},
		"the last auto":             {map[string]string{"a.auto.tfvars": `p = "A"`, "c.auto.tfvars.json": `{"p": "C"}`, "b.auto.tfvars": `p = "B"`}, "C"},
		"by request":                {map[string]string{"prod.tfvars": `p = "A"`}, ""},
		"by request beside auto":    {map[string]string{"prod.tfvars": `p = "A"`, "terraform.tfvars": `p = "T"`}, ""},
		"below":                     {map[string]string{"env/terraform.tfvars": `p = "A"`}, ""},
		"far below":                 {map[string]string{"env/prod/app.tfvars.json": `{"p": "A"}`}, ""},
		"below in another module":   {map[string]string{"example/main.tf": "", "example/terraform.tfvars": `p = "A"`}, "DEFAULT"},
		"below in a hidden folder":  {map[string]string{".terraform/x.tfvars": `p = "A"`}, "DEFAULT"},
		"null":                      {map[string]string{"terraform.tfvars": `p = null`}, ""},
		"empty is a value":          {map[string]string{"terraform.tfvars": `p = ""`}, ""},
		"not literal":               {map[string]string{"terraform.tfvars": `p = var.p`}, ""},
		"broken behind the value":   {map[string]string{"terraform.tfvars": "p = \"A\"\nq = \"\n"}, "A"},
		"broken JSON says nothing":  {map[string]string{"terraform.tfvars.json": `{"p": `}, "DEFAULT"},
		"a list where text belongs": {map[string]string{"terraform.tfvars": `p = ["A"]`}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			list := func(dir string) (files, folders []string) {
				for name := range c.files {
					rel := name
					if dir != "." {
						ok := false
						if rel, ok = strings.CutPrefix(name, dir+"/"); !ok {
							continue
						}
					}
					if base, _, below := strings.Cut(rel, "/"); !below {
						files = append(files, base)
					} else if !slices.Contains(folders, base) {
						folders = append(folders, base)
					}
				}
				return files, folders
			}
			load := func(name string) ([]byte, error) {
				if text, ok := c.files[path.Clean(name)]; ok {
					return []byte(text), nil
				}
				return nil, errors.New("no such file")
			}
			in := source.Input{Name: "main.tf", Data: []byte(tfWithVariable)}
			f := readFile(in, Options{Values: func() []source.Input { return ValueFiles(".", list, load) }})
			got, _ := f.Resources[0].Input.Get("filterPattern").Str()
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			// What stands in another file is shown at the expression.
			if at := f.Resources[0].Input.Get("filterPattern").Span; c.want != "DEFAULT" && string(f.Data[at.Start:at.End]) != "var.p" {
				t.Errorf("shown at %s", f.Data[at.Start:at.End])
			}
		})
	}
}

// TestTerraformValuesOfCount holds that values decide what is deployed.
func TestTerraformValuesOfCount(t *testing.T) {
	const text = "variable \"on\" {\n  default = true\n}\nresource \"aws_cloudwatch_log_group\" \"g\" {\n  count = var.on ? 2 : 1\n  name = \"g\"\n}\n"
	for values, want := range map[string]int{"on = true": 2, "on = false": 1} {
		f := readFile(source.Input{Name: "main.tf", Data: []byte(text)}, Options{Values: func() []source.Input {
			return []source.Input{{Name: "terraform.tfvars", Data: []byte(values)}}
		}})
		if len(f.Resources) != want {
			t.Errorf("%s: %d log groups", values, len(f.Resources))
		}
	}
}

// TestRenderedBefore holds that what another program puts into a file is not known.
func TestRenderedBefore(t *testing.T) {
	for expression, want := range map[string]string{
		`"{{.Group}}"`:             "{{.Group}}",
		`"{{ group }}"`:            "{{ group }}",
		`"@@GROUP@@"`:              "@@GROUP@@",
		`"${"{{ .x }}"}"`:          "{{ .x }}",
		`join("-", ["{{.x}}"])`:    "",
		`"a-{{.x}}-${upper("b")}"`: "",
	} {
		got, known := evaluated(t, expression)
		if known || got != want {
			t.Errorf("%s: %q, known: %v", expression, got, known)
		}
	}
	if got, known := evaluated(t, `"{{ $.a = 1 }}"`); !known || got != "{{ $.a = 1 }}" {
		t.Errorf("a pattern with two braces: %q", got)
	}
}
