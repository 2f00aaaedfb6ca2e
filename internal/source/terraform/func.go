package terraform

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

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
	c := &tfCall{e: e, src: src, r: at}
	for _, arg := range x.Args {
		c.args = append(c.args, e.expr(src, arg, sc))
	}
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
	return e.unknown(src, at, e.oneRef(src, sc, x.Args...))
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

// unit is a result that stands for the whole call.
func (c *tfCall) unit(s string) *source.Value {
	at := c.src.at(c.r)
	return &source.Value{Kind: source.String, Span: at, Text: document.UnitText(s, at)}
}

func (c *tfCall) flag(b bool) *source.Value {
	return &source.Value{Kind: source.Bool, Span: c.src.at(c.r), Bool: b}
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
		case "tostring", "nonsensitive", "sensitive":
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
	case "jsonencode":
		if t := source.EncodeJSON(c.args[0], &c.e.steps); t != nil && t.Cost() <= source.MaxText {
			return &source.Value{Kind: source.String, Span: c.src.at(c.r), Text: t}
		}
		return nil
	}
	return c.changed(name)
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

// changed evaluates the functions whose result no longer maps byte by byte.
func (c *tfCall) changed(name string) *source.Value {
	args := c.known(1)
	if args == nil {
		return nil
	}
	switch {
	case name == "lower":
		return c.unit(strings.ToLower(args[0]))
	case name == "upper":
		return c.unit(strings.ToUpper(args[0]))
	case name == "title":
		return c.unit(titleCase(args[0]))
	case name == "replace" && len(args) == 3:
		return c.replace(args)
	case name == "startswith" && len(args) == 2:
		return c.flag(strings.HasPrefix(args[0], args[1]))
	case name == "endswith" && len(args) == 2:
		return c.flag(strings.HasSuffix(args[0], args[1]))
	case name == "strcontains" && len(args) == 2:
		return c.flag(strings.Contains(args[0], args[1]))
	case name == "split" && len(args) == 2:
		out := &source.Value{Kind: source.List, Span: c.src.at(c.r)}
		for _, part := range strings.Split(args[1], args[0]) {
			out.Items = append(out.Items, c.unit(part))
		}
		return out
	case name == "tonumber" && source.IsNumber(args[0]):
		return &source.Value{Kind: source.Number, Span: c.args[0].Span, Literal: args[0]}
	case name == "tobool":
		if b, ok := c.args[0].AsBool(); ok {
			return &source.Value{Kind: source.Bool, Span: c.args[0].Span, Bool: b}
		}
	}
	return nil
}

// titleCase raises the first letter of each word. As in Terraform, a symbol
// beyond ASCII does not end a word.
func titleCase(s string) string {
	before := ' '
	return strings.Map(func(r rune) rune {
		start := unicode.IsSpace(before) ||
			before < utf8.RuneSelf && !unicode.IsLetter(before) && !unicode.IsDigit(before) && before != '_'
		before = r
		if start {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}

// replace takes /re/ as a regular expression, as Terraform does.
func (c *tfCall) replace(args []string) *source.Value {
	const most = 1 << 12 // of the expression, and of what stands for a match
	if len(args[1]) > most || len(args[2]) > most || len(args[0]) > source.MaxText/16 {
		return nil
	}
	result := ""
	if re := args[1]; len(re) > 1 && re[0] == '/' && re[len(re)-1] == '/' {
		compiled, err := regexp.Compile(re[1 : len(re)-1])
		if err != nil {
			return nil
		}
		result = compiled.ReplaceAllString(args[0], args[2])
	} else {
		result = strings.ReplaceAll(args[0], args[1], args[2])
	}
	if len(result) > source.MaxText {
		return nil
	}
	return c.unit(result)
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
