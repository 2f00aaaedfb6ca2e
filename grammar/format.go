package grammar

import "strings"

// Format is the canonical text of a pattern: one blank between tokens,
// keywords in upper case, parentheses only where they are needed or help to
// read && beside ||. Values and names are written as they stand. Parsing the
// result gives the same tree but for the spans.
func Format(p Pattern) string {
	var b strings.Builder
	switch p := p.(type) {
	case *TermsPattern:
		formatTerms(&b, p)
	case *JSONPattern:
		b.WriteString("{ ")
		formatExpr(&b, p.Expr)
		b.WriteString(" }")
	case *DelimitedPattern:
		b.WriteByte('[')
		for i, f := range p.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			formatField(&b, f)
		}
		b.WriteByte(']')
	}
	return b.String()
}

func formatTerms(b *strings.Builder, p *TermsPattern) {
	if p.Regex != nil {
		b.WriteString("%" + p.Regex.Source + "%")
		return
	}
	for i, t := range p.Terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch t.Mode {
		case Excluded:
			b.WriteByte('-')
		case Optional:
			b.WriteByte('?')
		}
		b.WriteString(t.Raw)
	}
}

func formatField(b *strings.Builder, f *Field) {
	switch {
	case f.Ellipsis:
		b.WriteString("...")
	case f.Expr != nil:
		formatExpr(b, f.Expr)
	default:
		b.WriteString(f.Name)
	}
}

func formatExpr(b *strings.Builder, e Expr) {
	switch e := e.(type) {
	case *And:
		formatOperands(b, e.Operands, " && ")
	case *Or:
		formatOperands(b, e.Operands, " || ")
	case *Comparison:
		switch left := e.Left.(type) {
		case *Selector:
			left.write(b)
		case *FieldName:
			b.WriteString(left.Name)
		}
		b.WriteString(" " + e.Op.String() + " ")
		formatValue(b, e.Value)
	case *Test:
		e.Selector.write(b)
		b.WriteString(" " + e.Kind.String())
	}
}

func formatOperands(b *strings.Builder, operands []Expr, connective string) {
	for i, o := range operands {
		if i > 0 {
			b.WriteString(connective)
		}
		switch o.(type) {
		case *And, *Or:
			b.WriteByte('(')
			formatExpr(b, o)
			b.WriteByte(')')
		default:
			formatExpr(b, o)
		}
	}
}

func formatValue(b *strings.Builder, v Value) {
	switch v := v.(type) {
	case *Text:
		b.WriteString(v.Raw)
	case *Number:
		b.WriteString(v.Raw)
	case *Regex:
		b.WriteString("%" + v.Source + "%")
	}
}
