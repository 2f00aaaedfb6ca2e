package lint

import (
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/advice"
	"github.com/logsieve/logsieve/internal/source"
)

// patternPass is what a rule about a filter pattern sees.
type patternPass struct {
	*site
	reporter
	analyzer Analyzer
}

// report reports a finding at a place of the pattern, unless a hole is there.
func (p *patternPass) report(at grammar.Span, message, help string, fixes ...Fix) {
	if overlaps(at, p.standIns) {
		return
	}
	p.reportAt(p.span(at), message+p.elsewhere(at), help, fixes...)
}

// fix is a fix of one edit that is not safe, or none when the file's style cannot
// say it, or when what it makes may not be suggested.
func (p *patternPass) fix(message string, at grammar.Span, text string) []Fix {
	edit, ok := p.edit(at, text)
	if !ok || p.standIns == nil && !advice.Pattern(p.pattern, p.body[:at.Start]+text+p.body[at.End:], advice.Other) {
		return nil
	}
	return []Fix{{Message: message, Edits: []source.Edit{edit}}}
}

// source is the pattern's text at a span.
func (s *site) source(at grammar.Span) string { return s.body[at.Start:at.End] }

// comparisons visits the pattern's comparisons.
func comparisons(p grammar.Pattern, visit func(*grammar.Comparison)) {
	for n := range grammar.All(p) {
		if c, ok := n.(*grammar.Comparison); ok {
			visit(c)
		}
	}
}

// operandText is a condition's left side as the pattern writes it.
func operandText(o grammar.Operand) string {
	switch o := o.(type) {
	case *grammar.FieldName:
		return o.Name
	case *grammar.Selector:
		return o.String()
	}
	return ""
}

// valueText is a condition's right side as the pattern writes it.
func valueText(v grammar.Value) string {
	switch v := v.(type) {
	case *grammar.Text:
		return v.Raw
	case *grammar.Number:
		return v.Raw
	case *grammar.Regex:
		return "%" + v.Source + "%"
	}
	return ""
}

// operands are the conditions and groups that a connective joins, those of
// nested groups of the same connective included.
func operands(e grammar.Expr) []grammar.Expr {
	var flat []grammar.Expr
	switch e := e.(type) {
	case *grammar.And:
		for _, o := range e.Operands {
			if _, ok := o.(*grammar.And); ok {
				flat = append(flat, operands(o)...)
			} else {
				flat = append(flat, o)
			}
		}
	case *grammar.Or:
		for _, o := range e.Operands {
			if _, ok := o.(*grammar.Or); ok {
				flat = append(flat, operands(o)...)
			} else {
				flat = append(flat, o)
			}
		}
	}
	return flat
}

// connectives visits the connectives of a pattern; nested ones of the same
// kind are visited as part of the outermost.
func connectives(p grammar.Pattern, and func(*grammar.And, []grammar.Expr), or func(*grammar.Or, []grammar.Expr)) {
	var visit func(n grammar.Node, inside grammar.Expr)
	visit = func(n grammar.Node, inside grammar.Expr) {
		switch n := n.(type) {
		case *grammar.JSONPattern:
			visit(n.Expr, nil)
		case *grammar.DelimitedPattern:
			for _, f := range n.Fields {
				if f.Expr != nil {
					visit(f.Expr, nil)
				}
			}
		case *grammar.And:
			if _, same := inside.(*grammar.And); !same && and != nil {
				and(n, operands(n))
			}
			for _, o := range n.Operands {
				visit(o, n)
			}
		case *grammar.Or:
			if _, same := inside.(*grammar.Or); !same && or != nil {
				or(n, operands(n))
			}
			for _, o := range n.Operands {
				visit(o, n)
			}
		}
	}
	visit(p, nil)
}
