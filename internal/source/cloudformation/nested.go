package cloudformation

import (
	"bytes"
	"path"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// nestedStack is the type of a stack of another template.
const nestedStack = "AWS::CloudFormation::Stack"

// NestedStack is a stack of a template of the same repository.
type NestedStack struct {
	Name  string          // of the template, as the file that names it is named
	Given map[string]bool // the parameters that it is given
}

// NestedStacks are those of a template whose own template is a file, which aws
// cloudformation package uploads.
func NestedStacks(in source.Input) (list []NestedStack) {
	if !mayNest(in.Data) {
		return nil
	}
	f := source.NewReader(in)
	for _, root := range f.Documents(strings.ToLower(path.Base(in.Name))) {
		resources := root.Get("Resources")
		if resources == nil {
			continue
		}
		for _, m := range resources.Members {
			name := nestedTemplate(f, m.Value)
			if name == "" {
				continue
			}
			s := NestedStack{Name: name, Given: map[string]bool{}}
			if given := m.Value.Get("Properties").Get("Parameters"); given != nil {
				for _, p := range given.Members {
					s.Given[p.Name] = true
				}
			}
			list = append(list, s)
		}
	}
	return list
}

// mayNest is a cheap test that no template with a nested stack fails.
func mayNest(data []byte) bool {
	return bytes.Contains(data, []byte("TemplateURL")) || bytes.Contains(data, []byte("AWS::Serverless::Application"))
}

// nestedTemplate is the file of a resource's template, "" when it is no stack or
// its template is elsewhere.
func nestedTemplate(f *source.Reader, resource *document.Node) string {
	key := ""
	switch f.Str(resource.Get("Type")) {
	case nestedStack:
		key = "TemplateURL"
	case "AWS::Serverless::Application":
		key = "Location"
	default:
		return ""
	}
	n := resource.Get("Properties").Get(key)
	location := f.Str(n)
	if n == nil || n.Tag != "" || location == "" || strings.Contains(location, ":") || strings.Contains(location, "${") || path.IsAbs(location) {
		return ""
	}
	return path.Join(path.Dir(f.Name), location)
}
