package terraform

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfValues are the values that *.tfvars files give to a module's variables.
// Terraform loads terraform.tfvars, terraform.tfvars.json, *.auto.tfvars and
// *.auto.tfvars.json of the folder by itself, in this order, the later ones
// before the earlier. Others are loaded when somebody asks for them: a variable
// that one of them sets may have that value, or its default, so it is not known.
type tfValues struct {
	set    map[string]tfNode
	unsure map[string]bool
}

// IsValuesFile reports whether a file gives values to variables.
func IsValuesFile(name string) bool {
	return strings.HasSuffix(name, ".tfvars") || strings.HasSuffix(name, ".tfvars.json")
}

// readValues reads the files of values for a module in a folder.
func readValues(dir string, files []source.Input) *tfValues {
	values := &tfValues{set: map[string]tfNode{}, unsure: map[string]bool{}}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b source.Input) int {
		if rank := valuesRank(a.Name) - valuesRank(b.Name); rank != 0 {
			return rank
		}
		return strings.Compare(a.Name, b.Name)
	})
	for _, in := range files {
		auto := path.Dir(in.Name) == dir && valuesRank(in.Name) < byRequest
		f := source.NewReader(in)
		for name, n := range assignments(f) {
			if auto {
				values.set[name] = n
			} else {
				values.unsure[name] = true
			}
		}
	}
	return values
}

// byRequest ranks files that Terraform does not load by itself.
const byRequest = 3

// valuesRank orders files of values: of two that Terraform loads the later
// counts.
func valuesRank(name string) int {
	switch base := path.Base(name); {
	case base == "terraform.tfvars":
		return 0
	case base == "terraform.tfvars.json":
		return 1
	case strings.HasSuffix(base, ".auto.tfvars"), strings.HasSuffix(base, ".auto.tfvars.json"):
		return 2
	}
	return byRequest
}

// assignments are the values that a file of values sets. One that cannot be
// read sets what can be read of it.
func assignments(f *source.Reader) map[string]tfNode {
	out := map[string]tfNode{}
	if strings.HasSuffix(f.Name, ".json") {
		for _, m := range tfDocument(f).Members() {
			out[m.Name] = literalJSON{tfJSON{f, m.Value}}
		}
		return out
	}
	if _, ok := readable(f); !ok {
		return out
	}
	parsed, _ := hclsyntax.ParseConfig(f.Data, f.Name, hcl.InitialPos)
	if parsed == nil {
		return out
	}
	if body, ok := parsed.Body.(*hclsyntax.Body); ok {
		src := &tfSource{file: f.Name, src: f.Data}
		for _, attr := range body.Attributes {
			out[attr.Name] = tfHCL{src, attr.Expr}
		}
	}
	return out
}

// given returns the value that the files of values give to a variable and the
// file it stands in; told is false when they say nothing of it. The value is
// nil when they do not settle it.
func (m *tfModule) given(e *tfEval, name string) (v *source.Value, file *document.File, told bool) {
	if m.values == nil {
		m.values = &tfValues{}
		if m.valueFiles != nil {
			m.values = readValues(path.Dir(e.file.Name), m.valueFiles())
		}
	}
	n := m.values.set[name]
	switch {
	case m.values.unsure[name]:
		return nil, nil, true
	case n == nil:
		return nil, nil, false
	}
	// Values are literal: they see neither variables nor locals.
	literal := newEval(newModule(Options{}), e.f)
	literal.file, literal.at = n.file(), e.at
	if v = n.eval(literal, nil); v.Kind == source.Null {
		return nil, nil, true
	}
	return v, n.file(), true
}
