package engine

import (
	"fmt"

	"github.com/logsieve/logsieve/internal/plan"
)

// Plan describes how the filter runs, for people who ask why it is fast or
// slow. Print it, or write it in JSON: what it holds changes with the engine.
func (f *Filter) Plan() *plan.Plan {
	p := &plan.Plan{Literals: texts(f.matcher.needles()), Finders: []plan.Finder{}, Regexes: []plan.Regex{}, Names: []string{}}
	for _, finder := range newLineSelector(f, false).finders {
		p.Finders = append(p.Finders, plan.Finder{
			Literal: string(finder.needle),
			Rarest:  string(finder.needle[finder.offset : finder.offset+1]),
		})
	}
	switch m := f.matcher.(type) {
	case regexMatcher:
		p.Regexes = append(p.Regexes, m.re.plan())
	case *jsonMatcher:
		for i := range m.searches.names {
			p.Names = append(p.Names, string(m.searches.names[i].name()))
		}
		p.Selectors = m.root.plan("$")
		m.expr.eachValue(func(v *valuePattern) { addRegex(p, v) })
	case *delimitedMatcher:
		if m.tail == nil {
			p.MaxValues = len(m.fields)
			if n := len(m.checks); n > 1 && m.checks[n-2].rest {
				p.MaxValues++
			}
		}
		for _, field := range m.fields {
			if field.expr != nil {
				field.expr.eachValue(func(v *valuePattern) { addRegex(p, v) })
			}
		}
	}
	return p
}

func addRegex(p *plan.Plan, v *valuePattern) {
	if v.isRegex {
		p.Regexes = append(p.Regexes, v.regex.plan())
	}
}

func (r *regex) plan() plan.Regex {
	p := plan.Regex{Source: r.source, Literals: texts(r.needles)}
	if r.dfa != nil {
		// The two states that no text leaves have no rows.
		p.States, p.Columns = len(r.dfa.atEnd)+2, r.dfa.columns
	}
	return p
}

func texts(literals [][]byte) []string {
	out := make([]string, len(literals))
	for i, l := range literals {
		out[i] = string(l)
	}
	return out
}

func (n *pathNode) plan(step string) *plan.Selector {
	p := &plan.Selector{Step: step, Read: n.slot >= 0, Below: []*plan.Selector{}}
	for _, e := range n.names {
		name := string(e.name)
		text := "." + name
		if !isReferenceName(name) {
			text = ".['" + name + "']"
		}
		p.Below = append(p.Below, e.to.plan(text))
	}
	for _, e := range n.indexes {
		p.Below = append(p.Below, e.to.plan(fmt.Sprintf("[%d]", e.index)))
	}
	return p
}

func (x *jsonExpr) eachValue(visit func(*valuePattern)) {
	x.eachCondition(func(c *jsonCondition) { visit(&c.value) })
}

func (x *jsonExpr) eachCondition(visit func(*jsonCondition)) {
	if x.condition != nil {
		visit(x.condition)
	}
	for _, o := range x.operands {
		o.eachCondition(visit)
	}
}

func (x *fieldExpr) eachValue(visit func(*valuePattern)) {
	if x.value != nil {
		visit(x.value)
	}
	for _, o := range x.operands {
		o.eachValue(visit)
	}
}
