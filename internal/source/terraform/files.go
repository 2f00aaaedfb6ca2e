package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// pathValue is path.module, path.root or path.cwd: as what names the files of the
// module from the folder that the file is in.
func (e *tfEval) pathValue(src *tfSource, x *hclsyntax.ScopeTraversalExpr) *source.Value {
	if len(x.Traversal) != 2 {
		return nil
	}
	attr, ok := x.Traversal[1].(hcl.TraverseAttr)
	if !ok || attr.Name != "module" && attr.Name != "root" && attr.Name != "cwd" {
		return nil
	}
	dir := "."
	if attr.Name == "module" && e.module.dir != "" {
		dir = e.module.dir
	}
	at := src.at(x.SrcRange)
	return &source.Value{Kind: source.String, Span: at, Text: document.UnitText(dir, at)}
}

// file is the text of the file that an argument names, all of it in the place of
// the call; nil when it is not known, or not in the repository.
func (c *tfCall) file(name string) (*document.File, bool) {
	known, ok := c.args[0].AsKnown()
	if !ok || known == "" || path.IsAbs(known) || c.e.f.Load == nil {
		return nil, false
	}
	full := path.Join(path.Dir(c.e.file.Name), known)
	data, err := c.e.f.Load(full)
	if err != nil || len(data) > source.MaxText || !c.e.spend(1+len(data)/64) {
		return nil, false
	}
	return &document.File{Name: full, Data: data}, true
}

// readFile evaluates the functions that read a file, nil when it cannot.
func (c *tfCall) readFile(name string) *source.Value {
	if len(c.args) == 0 || name != "file" && name != "templatefile" {
		return nil
	}
	file, ok := c.file(name)
	if !ok {
		return nil
	}
	at := c.src.at(c.r)
	whole := document.Span{End: len(file.Data)}
	if name == "file" {
		t := document.NewText(document.Mixed)
		t.Append(string(file.Data), whole)
		t.Anchor(0)
		return &source.Value{Kind: source.String, Span: at, Text: t.From(file, at)}
	}
	if len(c.args) != 2 || c.args[1].Kind != source.Map {
		return nil
	}
	if _, why := cannotParse(file.Data, hclsyntax.LexTemplate); why != "" {
		return nil
	}
	x, diags := hclsyntax.ParseTemplate(file.Data, file.Name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil
	}
	// A template sees what it is given, and nothing of the module.
	var sc *tfScope
	for _, m := range c.args[1].Members {
		sc = sc.with(m.Name, c.e.relocate(m.Value, nil, document.Span{}))
	}
	inner := newEval(newModule(Options{}), c.e.f)
	inner.file, inner.at, inner.depth = file, c.e.at, c.e.depth
	v := inner.expr(&tfSource{file: file.Name, src: file.Data, whole: true}, x, sc)
	return c.e.relocate(v, file, at)
}

// decode reads a text as one document; its texts keep their places.
func (c *tfCall) decode(base string) *source.Value {
	text := c.args[0].AsText()
	if text == nil || !text.Known() {
		return nil
	}
	in := document.NewInside(text)
	if in == nil {
		return nil
	}
	f := source.NewReader(source.Input{Name: base, Data: in.Data()})
	roots := f.Documents(base)
	if len(roots) != 1 || len(f.Problems) > 0 {
		return nil
	}
	v := source.NewLiteral(f).Value(roots[0])
	if len(f.Problems) > 0 {
		c.e.spend(1 << 30) // its aliases stand for more than any file may
		return nil
	}
	v = c.e.f.Inside(in, v, "")
	v.HideMembers() // of a copy: aliases share what they name
	return v
}

// isPatternName reports whether an argument or a key is named like one that
// holds a filter pattern.
func isPatternName(name string) bool {
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
	return strings.HasSuffix(plain, "filterpattern") || plain == "metricpattern" || plain == "logpattern" || plain == "logmetricpattern"
}
