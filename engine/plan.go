package engine

import (
	"fmt"
)

// Plan is how a filter runs, for people who ask why it is fast or slow.
type Plan struct {
	// Literals are those of which every matching message holds at least one;
	// none if there is no such promise.
	Literals []string `json:"literals"`
	// Finders are what a stream searches for before it looks at any line.
	// There are none when the literals are too short or too many: then every
	// message is evaluated.
	Finders []FinderPlan `json:"finders"`
	// Regexes are the pattern's regular expressions in the order of the text.
	Regexes []RegexPlan `json:"regexes"`
	// Names are those that a JSON event is searched for before it is walked
	// over: what stands behind them, or that they are not there, decides most
	// events. There are none when that cannot decide the pattern.
	Names []string `json:"names"`
	// Selectors is the tree of the selected paths that one walk over a JSON
	// event follows; nil for other patterns.
	Selectors *SelectorPlan `json:"selectors"`
	// MaxValues is how many values of a space-delimited event are passed over
	// or split off at most, one more than fields if the last one takes a rest;
	// 0 means all of them, and that the pattern is of another kind.
	MaxValues int `json:"maxValues"`
}

// FinderPlan is one literal that a stream searches for.
type FinderPlan struct {
	Literal string `json:"literal"`
	// Rarest is the byte that the search looks for first.
	Rarest string `json:"rarest"`
}

// RegexPlan is how a regular expression runs.
type RegexPlan struct {
	Source string `json:"source"`
	// States and Columns are the size of its table; 0 when it needs more than
	// MaxDFAStates states and package regexp runs it.
	States  int `json:"states"`
	Columns int `json:"columns"`
	// Literals are those of which every text that it fits holds at least one.
	Literals []string `json:"literals"`
}

// SelectorPlan is a node of the tree of selected paths.
type SelectorPlan struct {
	Step string `json:"step"` // $, .name, .['na me'] or [0]
	// Read is set when a condition looks at the value here.
	Read bool `json:"read"`
	// Below are the paths that go on; everything else under a node is skipped.
	Below []*SelectorPlan `json:"below"`
}

// Plan describes how the filter runs.
func (f *Filter) Plan() Plan {
	p := Plan{Literals: texts(f.matcher.needles()), Finders: []FinderPlan{}, Regexes: []RegexPlan{}, Names: []string{}}
	for _, finder := range newLineSelector(f, false).finders {
		p.Finders = append(p.Finders, FinderPlan{
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
		m.expr.eachValue(func(v *valuePattern) { p.addRegex(v) })
	case *delimitedMatcher:
		if m.tail == nil {
			p.MaxValues = len(m.fields)
			if n := len(m.checks); n > 1 && m.checks[n-2].rest {
				p.MaxValues++
			}
		}
		for _, field := range m.fields {
			if field.expr != nil {
				field.expr.eachValue(func(v *valuePattern) { p.addRegex(v) })
			}
		}
	}
	return p
}

func (p *Plan) addRegex(v *valuePattern) {
	if v.isRegex {
		p.Regexes = append(p.Regexes, v.regex.plan())
	}
}

func (r *regex) plan() RegexPlan {
	p := RegexPlan{Source: r.source, Literals: texts(r.needles)}
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

func (n *pathNode) plan(step string) *SelectorPlan {
	p := &SelectorPlan{Step: step, Read: n.slot >= 0, Below: []*SelectorPlan{}}
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
