package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfCall is a call whose arguments have been evaluated.
type tfCall struct {
	e    *tfEval
	src  *tfSource
	r    hcl.Range
	args []*source.Value
}

// call evaluates a function. One that is not known here, or whose arguments
// are not known where they must be, makes the value unknown; it is still a
// resource's attribute when its arguments name only one resource.
func (e *tfEval) call(src *tfSource, x *hclsyntax.FunctionCallExpr, sc *tfScope) *source.Value {
	at := x.Range()
	name := strings.TrimPrefix(x.Name, "core::")
	if name == "sensitive" {
		return source.Hidden(src.at(at))
	}
	if name == "try" || name == "coalesce" {
		for _, arg := range x.Args {
			v := e.withDefaults(src, arg, sc)
			if name == "try" && e.absent[v] || name == "coalesce" && (v.Kind == source.Null || v.IsText("")) {
				continue
			}
			// What comes behind an unknown value is not known to be reached.
			if v.Kind != source.Unknown {
				return v
			}
			break
		}
		return e.unknown(src, at, e.oneRef(src, sc, x.Args...))
	}
	if name == "can" && len(x.Args) == 1 {
		v := e.withDefaults(src, x.Args[0], sc)
		if v.Kind != source.Unknown || e.absent[v] {
			return &source.Value{Kind: source.Bool, Span: src.at(at), Bool: !e.absent[v]}
		}
		return e.unknown(src, at, "")
	}
	c := &tfCall{e: e, src: src, r: at}
	for _, arg := range x.Args {
		v := e.expr(src, arg, sc)
		steps := len(v.Items) + len(v.Members)
		if v.Text != nil {
			steps += source.Steps(v.Text)
		}
		if !e.spend(steps) {
			return e.unknown(src, at, "")
		}
		c.args = append(c.args, v)
	}
	refs := c.args
	if last := len(c.args) - 1; x.ExpandFinal && last >= 0 {
		if c.args[last].Kind != source.List {
			return e.unknown(src, at, "")
		}
		c.args = append(c.args[:last:last], c.args[last].Items...)
	}
	if v := c.text(name); v != nil {
		return v
	}
	if v := c.collection(name); v != nil {
		return v
	}
	if v := c.library(name); v != nil {
		return v
	}
	return e.unknown(src, at, oneRefOf(refs))
}

// known are the arguments as texts without holes, nil when there are fewer.
func (c *tfCall) known(n int) []string {
	if len(c.args) < n {
		return nil
	}
	var out []string
	for _, arg := range c.args {
		s, ok := arg.AsKnown()
		if !ok {
			return nil
		}
		out = append(out, s)
	}
	return out
}

// text evaluates the functions of strings, nil when it cannot.
func (c *tfCall) text(name string) *source.Value {
	if len(c.args) == 0 {
		return nil
	}
	first := c.args[0].AsText()
	// What only cuts a text keeps its holes and its places.
	if first != nil {
		var cut *document.Text
		newline := func(r rune) bool { return r == '\n' || r == '\r' }
		switch name {
		case "trimspace":
			cut = first.TrimSpace()
		case "chomp":
			cut = first.Trim(false, true, newline)
		case "tostring", "nonsensitive":
			cut = first
		case "trim":
			if args := c.known(2); args != nil {
				cut = first.Trim(true, true, func(r rune) bool { return strings.ContainsRune(args[1], r) })
			}
		case "trimprefix", "trimsuffix":
			cut = c.trimAffix(name, first)
		}
		if cut != nil {
			return &source.Value{Kind: source.String, Span: c.args[0].Span, Text: cut}
		}
	}
	switch name {
	case "join":
		return c.join()
	case "format":
		return c.format()
	case "yamldecode":
		return c.decode("decoded.yaml")
	case "jsondecode":
		return c.decode("decoded.json")
	case "file", "templatefile":
		return c.readFile(name)
	case "jsonencode":
		if t := c.e.f.EncodeJSON(c.args[0], c.e.at); t != nil {
			return &source.Value{Kind: source.String, Span: c.src.at(c.r), Text: t}
		}
		return nil
	}
	if s, ok := c.args[0].AsKnown(); name == "tonumber" && ok && source.IsNumber(s) {
		return &source.Value{Kind: source.Number, Span: c.args[0].Span, Literal: s}
	}
	if b, ok := c.args[0].AsBool(); name == "tobool" && ok {
		return &source.Value{Kind: source.Bool, Span: c.args[0].Span, Bool: b}
	}
	return nil
}

func (c *tfCall) trimAffix(name string, t *document.Text) *document.Text {
	args := c.known(2)
	switch {
	case args == nil:
		return nil
	case name == "trimprefix" && strings.HasPrefix(t.Decoded, args[1]):
		return t.Cut(len(args[1]), len(t.Decoded))
	case name == "trimsuffix" && strings.HasSuffix(t.Decoded, args[1]):
		return t.Cut(0, len(t.Decoded)-len(args[1]))
	}
	return t
}

// join takes a separator and lists.
func (c *tfCall) join() *source.Value {
	sep := c.args[0].AsText()
	if sep == nil {
		return nil
	}
	var items []*source.Value
	for _, list := range c.args[1:] {
		if list.Kind != source.List {
			return nil
		}
		items = append(items, list.Items...)
	}
	return c.e.joinTexts(c.src, c.r, sep.Relocate(c.src.at(c.r)), items)
}

// format evaluates %s, %v and %d without flags, which is what names and
// patterns are made with.
func (c *tfCall) format() *source.Value {
	form := c.args[0].AsText()
	if form == nil || !form.Known() {
		return nil
	}
	parts := &source.Value{Kind: source.List}
	next, done := 1, 0
	add := func(t *document.Text) { parts.Items = append(parts.Items, &source.Value{Kind: source.String, Text: t}) }
	for i := 0; i < len(form.Decoded); i++ {
		if form.Decoded[i] != '%' {
			continue
		}
		if i+1 == len(form.Decoded) {
			return nil
		}
		add(form.Cut(done, i))
		i++
		done = i + 1
		switch verb := form.Decoded[i]; {
		case verb == '%':
			add(form.Cut(i, i+1))
		case strings.IndexByte("svd", verb) < 0 || next >= len(c.args):
			return nil
		default:
			parts.Items = append(parts.Items, c.args[next])
			next++
		}
	}
	if next != len(c.args) {
		return nil
	}
	add(form.Cut(done, len(form.Decoded)))
	return c.e.joinTexts(c.src, c.r, nil, parts.Items)
}
