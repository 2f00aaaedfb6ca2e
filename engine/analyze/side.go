package analyze

import "github.com/logsieve/logsieve/grammar"

// shown is the pattern with the conditions and terms left out or decided as
// the question has it, for the matcher to run.
func (s side) shown() grammar.Pattern {
	switch p := s.pattern.(type) {
	case *grammar.TermsPattern:
		if len(s.without) == 0 {
			return p
		}
		out := *p
		out.Terms = nil
		for _, t := range p.Terms {
			if !s.without[t] {
				out.Terms = append(out.Terms, t)
			}
		}
		if len(out.Terms) == 0 {
			return everything()
		}
		return &out
	case *grammar.JSONPattern:
		if len(s.constant) == 0 {
			return p
		}
		out := *p
		out.Expr = decided(p.Expr, s.constant, alwaysTrue, alwaysFalse)
		return &out
	case *grammar.DelimitedPattern:
		if len(s.constant) == 0 {
			return p
		}
		out := *p
		out.Fields = nil
		for _, f := range p.Fields {
			g := *f
			if f.Expr != nil {
				g.Expr = decided(f.Expr, s.constant, fieldTrue, fieldFalse)
			}
			out.Fields = append(out.Fields, &g)
		}
		return &out
	}
	return s.pattern
}

// decided replaces conditions by ones that always or never hold.
func decided(e grammar.Expr, constant map[grammar.Expr]bool, yes, no func() grammar.Expr) grammar.Expr {
	if v, ok := constant[e]; ok {
		if v {
			return yes()
		}
		return no()
	}
	switch e := e.(type) {
	case *grammar.And:
		out := *e
		out.Operands = decideAll(e.Operands, constant, yes, no)
		return &out
	case *grammar.Or:
		out := *e
		out.Operands = decideAll(e.Operands, constant, yes, no)
		return &out
	}
	return e
}

func decideAll(operands []grammar.Expr, constant map[grammar.Expr]bool, yes, no func() grammar.Expr) []grammar.Expr {
	var out []grammar.Expr
	for _, o := range operands {
		out = append(out, decided(o, constant, yes, no))
	}
	return out
}

// unlikely is a name that no witness has.
const unlikely = "logsieve\x00none"

func alwaysTrue() grammar.Expr {
	return &grammar.Test{Selector: oneStep(), Kind: grammar.NotExists}
}

func alwaysFalse() grammar.Expr {
	return &grammar.Test{Selector: oneStep(), Kind: grammar.IsTrue}
}

func oneStep() *grammar.Selector {
	return &grammar.Selector{Steps: []*grammar.Step{{Kind: grammar.NameStep, Name: unlikely}}}
}

func fieldTrue() grammar.Expr {
	return &grammar.Comparison{Left: &grammar.FieldName{}, Op: grammar.Equal, Value: &grammar.Text{Decoded: "*"}}
}

func fieldFalse() grammar.Expr {
	return &grammar.Comparison{Left: &grammar.FieldName{}, Op: grammar.NotEqual, Value: &grammar.Text{Decoded: "*"}}
}
