package cloudformation

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// isServerlessVariable reports whether what stands in ${} is a variable of the
// Serverless Framework: self:a.b, env:X, file(x.yml):y. CloudFormation's own
// names, AWS::Region, have two colons.
func isServerlessVariable(name string) bool {
	i := 0
	for i < len(name) && ('a' <= name[i] && name[i] <= 'z' || 'A' <= name[i] && name[i] <= 'Z' || i > 0 && (name[i] == '-' || '0' <= name[i] && name[i] <= '9')) {
		i++
	}
	rest := name[i:]
	return i > 0 && (strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::") || strings.HasPrefix(rest, "("))
}

// maxVariables bounds variables that stand for variables.
const maxVariables = 8

// Text is a text that stands in no file, with variables of the Serverless
// Framework in it; at is where it comes from.
func (t *Template) Text(text string, at document.Span) *source.Value {
	return &source.Value{Kind: source.String, Span: at, Text: t.expand(document.UnitText(text, at), false, nil)}
}

// variable is the value of ${self:a.b}, where the file has it, or of the stage;
// any other variable is not known.
func (t *Template) variable(name string, depth int, at document.Span) *source.Value {
	if name == "sls:stage" {
		name = "self:provider.stage"
	}
	path, ok := strings.CutPrefix(name, "self:")
	if !ok || t.config == nil || strings.ContainsAny(path, ",${ ") {
		return &source.Value{}
	}
	if depth > maxVariables {
		t.f.TooLarge(at, fmt.Sprintf("it is a variable that stands for variables, more than %d of them", maxVariables))
		return &source.Value{}
	}
	n := t.config
	steps := strings.Split(path, ".")
	for _, step := range steps {
		n = n.Get(step)
	}
	if source.SensitivePath(steps...) || n == nil || n.Kind != document.Scalar || n.Tag != "" {
		return &source.Value{}
	}
	v := t.f.Scalar(n)
	if v.Kind != source.String || !strings.Contains(v.Text.Decoded, document.OpenSub) {
		return v
	}
	if name, ok := onlyVariable(v.Text.Decoded); ok {
		return t.variable(name, depth+1, at)
	}
	return &source.Value{}
}

// onlyVariable is the name in a text that is nothing but ${name}.
func onlyVariable(s string) (name string, ok bool) {
	name, ok = strings.CutPrefix(s, document.OpenSub)
	if !ok || name == "" || document.ClosingBrace(name, 0) != len(name)-1 {
		return "", false
	}
	name = name[:len(name)-1]
	return name, isServerlessVariable(name)
}

// whole is the value of a text that is nothing but one variable that the file
// tells, where it is written; nil for any other text.
func (t *Template) whole(v *source.Value) *source.Value {
	name, ok := onlyVariable(v.Text.Decoded)
	if !ok {
		return nil
	}
	switch told := t.variable(name, 0, v.Span); {
	case told.Kind == source.String && !told.Text.Known(), told.AsText() == nil:
		return nil
	default:
		return told
	}
}

// self is a value that is nothing but a variable: what it stands for, a number
// or a list too; nil for any other value.
func (t *Template) self(v *source.Value) *source.Value {
	if v.Text.Decoded != "" || len(v.Text.Holes) != 1 {
		return nil
	}
	h := v.Text.Holes[0]
	return &source.Value{Kind: source.Unknown, Span: v.Span, What: h.What, Ref: h.Ref}
}
