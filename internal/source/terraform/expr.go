package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// tfEval evaluates expressions as far as the files of the module tell. What
// they do not tell is an Unknown value.
type tfEval struct {
	module *tfModule
	file   *document.File // the file that is read
	f      *source.Reader // of it, which the work is counted for
	at     document.Span  // the block of it that is evaluated
	depth  int            // of the expressions around
	// defaults counts how deep the evaluation is inside a condition: there a
	// variable's empty default counts as its value, see tfModule.variable.
	defaults int
	merging  int                                         // of documents that a document being read may be made of
	items    map[*hclsyntax.AnonSymbolExpr]*source.Value // of the splats being evaluated
	// absent are the unknown values that are errors, not gaps: members that a
	// known map does not have. try goes on behind them.
	absent map[*source.Value]bool
	// followed are the locals whose references have been collected.
	followed map[string]bool
	// doubt is the block being read, if it is not deployed by default: what
	// decides that has another value where the block counts.
	doubt *tfBlock
}

func newEval(m *tfModule, f *source.Reader) *tfEval {
	return &tfEval{module: m, file: &document.File{Name: f.Name, Data: f.Data}, f: f, items: map[*hclsyntax.AnonSymbolExpr]*source.Value{}, absent: map[*source.Value]bool{}}
}

// spend takes steps of what the file that is read may cost.
func (e *tfEval) spend(steps int) bool { return e.f.Spend(steps, e.at) }

// few reports whether there are no more of something than one block may stand
// for.
func (e *tfEval) few(n int, what string) bool { return e.f.Few(n, what, e.at) }

// tfScope names values beside the module's own: each, count, the variables of
// for expressions.
type tfScope struct {
	name   string
	value  *source.Value
	parent *tfScope
}

func (s *tfScope) with(name string, v *source.Value) *tfScope {
	return &tfScope{name: name, value: v, parent: s}
}

func (s *tfScope) lookup(name string) *source.Value {
	for ; s != nil; s = s.parent {
		if s.name == name {
			return s.value
		}
	}
	return nil
}

func (e *tfEval) unknown(src *tfSource, r hcl.Range, ref string) *source.Value {
	return &source.Value{Kind: source.Unknown, Span: src.at(r), What: document.OneLine(src.raw(r)), Ref: ref}
}

// expr evaluates an expression. The spans of the result are in the source's
// file.
func (e *tfEval) expr(src *tfSource, x hclsyntax.Expression, sc *tfScope) *source.Value {
	if !e.spend(1) {
		return e.unknown(src, x.Range(), "")
	}
	if e.depth++; e.depth > source.MaxDepth {
		e.f.TooDeep(e.at)
		e.depth--
		return e.unknown(src, x.Range(), "")
	}
	v := e.known(src, x, sc)
	e.depth--
	if v == nil {
		return e.unknown(src, x.Range(), "")
	}
	return v
}

// known evaluates an expression as expr does, nil when it is not known.
func (e *tfEval) known(src *tfSource, x hclsyntax.Expression, sc *tfScope) *source.Value {
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		// Most numbers are small and stand as Terraform would write them.
		if raw := src.raw(x.SrcRange); x.Val.Type() == cty.Number && raw != "" && len(raw) < 10 && raw[0] != '0' && strings.Trim(raw, "0123456789") == "" {
			return &source.Value{Kind: source.Number, Span: src.at(x.SrcRange), Literal: raw}
		}
		if v, ok := fromCty(x.Val, src.at(x.SrcRange)); ok {
			return v
		}
		if x.Val.Type() == cty.Number {
			return &source.Value{Kind: source.Number, Span: src.at(x.SrcRange), Literal: src.raw(x.SrcRange)}
		}
	case *hclsyntax.TemplateExpr:
		return e.template(src, x, sc)
	case *hclsyntax.TemplateWrapExpr:
		return e.expr(src, x.Wrapped, sc)
	case *hclsyntax.ParenthesesExpr:
		return e.expr(src, x.Expression, sc)
	case *hclsyntax.TemplateJoinExpr:
		return e.templateJoin(src, x, sc)
	case *hclsyntax.ScopeTraversalExpr:
		return e.traversal(src, x, sc)
	case *hclsyntax.RelativeTraversalExpr:
		return e.walk(src, e.expr(src, x.Source, sc), x.Traversal, x.SrcRange)
	case *hclsyntax.IndexExpr:
		return e.index(src, x, sc)
	case *hclsyntax.SplatExpr:
		return e.splat(src, x, sc)
	case *hclsyntax.AnonSymbolExpr:
		if v := e.items[x]; v != nil {
			return v
		}
	case *hclsyntax.FunctionCallExpr:
		return e.call(src, x, sc)
	case *hclsyntax.ConditionalExpr:
		return e.conditional(src, x, sc)
	case *hclsyntax.BinaryOpExpr:
		return e.operation(src, x, x.Op, sc, x.LHS, x.RHS)
	case *hclsyntax.UnaryOpExpr:
		return e.operation(src, x, x.Op, sc, x.Val)
	case *hclsyntax.TupleConsExpr:
		out := &source.Value{Kind: source.List, Span: src.at(x.SrcRange)}
		for _, item := range x.Exprs {
			out.Items = append(out.Items, e.expr(src, item, sc))
		}
		return out
	case *hclsyntax.ObjectConsExpr:
		return e.object(src, x, sc)
	case *hclsyntax.ObjectConsKeyExpr:
		if name := hcl.ExprAsKeyword(x.Wrapped); name != "" && !x.ForceNonLiteral {
			t := document.NewText(document.Raw)
			if r := x.Range(); src.text == nil && src.raw(r) == name {
				t.Append(name, src.at(r))
			} else {
				t.AppendUnit(name, src.at(r))
			}
			return &source.Value{Kind: source.String, Span: src.at(x.Range()), Text: t}
		}
		return e.expr(src, x.Wrapped, sc)
	case *hclsyntax.ForExpr:
		return e.forExpr(src, x, sc)
	}
	return nil
}

// conditional evaluates a ? b : c. A condition that is not known makes the
// value unknown.
func (e *tfEval) conditional(src *tfSource, x *hclsyntax.ConditionalExpr, sc *tfScope) *source.Value {
	holds, ok := e.condition(src, x.Condition, sc)
	switch {
	case !ok:
		return e.unknown(src, x.SrcRange, e.oneRef(src, sc, x.TrueResult, x.FalseResult))
	case holds:
		return e.branch(src, x.TrueResult, x.FalseResult, sc)
	}
	return e.branch(src, x.FalseResult, x.TrueResult, sc)
}

// branch evaluates what a condition selects. Both branches have one type, so
// a number beside a string is a string.
func (e *tfEval) branch(src *tfSource, x, other hclsyntax.Expression, sc *tfScope) *source.Value {
	v := e.expr(src, x, sc)
	if (v.Kind == source.Number || v.Kind == source.Bool) && e.expr(src, other, sc).Kind == source.String {
		return source.ToString(v)
	}
	return v
}

func (e *tfEval) condition(src *tfSource, x hclsyntax.Expression, sc *tfScope) (holds, ok bool) {
	return e.withDefaults(src, x, sc).AsBool()
}

// withDefaults evaluates with variables at their defaults, empty ones too.
func (e *tfEval) withDefaults(src *tfSource, x hclsyntax.Expression, sc *tfScope) *source.Value {
	e.defaults++
	defer func() { e.defaults-- }()
	return e.expr(src, x, sc)
}

// oneRef is the resource that expressions refer to when it is only one.
func (e *tfEval) oneRef(src *tfSource, sc *tfScope, xs ...hclsyntax.Expression) string {
	values := make([]*source.Value, len(xs))
	for i, x := range xs {
		values[i] = e.expr(src, x, sc)
	}
	return oneRefOf(values)
}

// oneRefOf is the resource that values refer to when it is only one.
func oneRefOf(values []*source.Value) string {
	ref := ""
	for _, v := range values {
		r := v.Ref
		if r != "" && ref != "" && r != ref {
			return ""
		}
		if ref == "" {
			ref = r
		}
	}
	return ref
}

// operation applies an operator of the parser to known scalars.
func (e *tfEval) operation(src *tfSource, x hclsyntax.Expression, op *hclsyntax.Operation, sc *tfScope, operands ...hclsyntax.Expression) *source.Value {
	args := make([]cty.Value, len(operands))
	for i, operand := range operands {
		var ok bool
		if args[i], ok = asCty(e.expr(src, operand, sc)); !ok {
			return e.unknown(src, x.Range(), "")
		}
	}
	if result, ok := apply(op.Impl, args); ok {
		if v, ok := fromCty(result, src.at(x.Range())); ok {
			return v
		}
	}
	return e.unknown(src, x.Range(), "")
}

// object evaluates { k = v }. One whose keys are not known is not known.
func (e *tfEval) object(src *tfSource, x *hclsyntax.ObjectConsExpr, sc *tfScope) *source.Value {
	out := &source.Value{Kind: source.Map, Span: src.at(x.SrcRange)}
	for _, item := range x.Items {
		key := e.expr(src, item.KeyExpr, sc)
		name, ok := key.AsKnown()
		if !ok {
			return e.unknown(src, x.SrcRange, "")
		}
		out.SetMember(&source.Member{Name: name, Key: key.Span, Value: source.HideNamed(name, e.expr(src, item.ValueExpr, sc))})
	}
	return out
}

// tfEntry is one element of a collection.
type tfEntry struct{ key, value *source.Value }

// entries are the elements of a known list or map, as for expressions and
// for_each see them.
func entries(v *source.Value) (out []tfEntry, ok bool) {
	switch v.Kind {
	case source.List:
		for i, item := range v.Items {
			out = append(out, tfEntry{&source.Value{Kind: source.Number, Span: item.Span, Literal: strconv.Itoa(i)}, item})
		}
		return out, true
	case source.Map:
		for _, m := range v.Members {
			t := document.NewText(document.Mixed)
			t.AppendUnit(m.Name, m.Key)
			out = append(out, tfEntry{&source.Value{Kind: source.String, Span: m.Key, Text: t}, m.Value})
		}
		return out, true
	}
	return nil, false
}

// sortEntries puts the entries of a map in the order in which Terraform goes
// through them, that of their keys.
func sortEntries(all []tfEntry) {
	slices.SortFunc(all, func(a, b tfEntry) int { return strings.Compare(a.key.Text.Decoded, b.key.Text.Decoded) })
}

func (e *tfEval) forExpr(src *tfSource, x *hclsyntax.ForExpr, sc *tfScope) *source.Value {
	coll := e.expr(src, x.CollExpr, sc)
	all, ok := entries(coll)
	if !ok || x.Group {
		return e.unknown(src, x.SrcRange, "")
	}
	if coll.Kind == source.Map && x.KeyExpr == nil { // a map stays as the file has it
		sortEntries(all)
	}
	out := &source.Value{Kind: source.List, Span: src.at(x.SrcRange)}
	if x.KeyExpr != nil {
		out.Kind = source.Map
	}
	for _, en := range all {
		inner := sc.with(x.ValVar, en.value)
		if x.KeyVar != "" {
			inner = inner.with(x.KeyVar, en.key)
		}
		if x.CondExpr != nil {
			holds, ok := e.condition(src, x.CondExpr, inner)
			if !ok {
				return e.unknown(src, x.SrcRange, "")
			}
			if !holds {
				continue
			}
		}
		value := e.expr(src, x.ValExpr, inner)
		if x.KeyExpr == nil {
			out.Items = append(out.Items, value)
			continue
		}
		key := e.expr(src, x.KeyExpr, inner)
		name, ok := key.AsKnown()
		if !ok {
			return e.unknown(src, x.SrcRange, "")
		}
		out.SetMember(&source.Member{Name: name, Key: key.Span, Value: source.HideNamed(name, value)})
	}
	return out
}

// templateJoin evaluates %{ for } in a template.
func (e *tfEval) templateJoin(src *tfSource, x *hclsyntax.TemplateJoinExpr, sc *tfScope) *source.Value {
	parts := e.expr(src, x.Tuple, sc)
	if parts.Kind != source.List {
		return e.unknown(src, x.Range(), "")
	}
	return e.joinTexts(src, x.Range(), nil, parts.Items)
}

// joinTexts is the text of items with a separator between them. An item that
// is not known is a hole; one that has no text makes the value unknown.
func (e *tfEval) joinTexts(src *tfSource, r hcl.Range, sep *document.Text, items []*source.Value) *source.Value {
	t := document.NewText(document.Mixed)
	for i, item := range items {
		if i > 0 && sep != nil {
			if !e.f.Fits(t, sep, e.at) {
				return e.unknown(src, r, "")
			}
			t.AppendText(sep)
		}
		text := item.AsText()
		switch {
		case text != nil && !e.f.Fits(t, text, e.at):
			return e.unknown(src, r, "")
		case text != nil:
			t.AppendText(text.Inside(src.at(r)))
		case item.Kind == source.Unknown:
			t.AppendAttribute(item.What, item.Ref, item.Attribute, item.Span)
		default:
			return e.unknown(src, r, "")
		}
	}
	t.Anchor(src.at(r).Start)
	return &source.Value{Kind: source.String, Span: src.at(r), Text: t}
}
