package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
)

func undecided() *Rule {
	return &Rule{
		Code: "FS017", Name: "undecided", Severity: request.Info, Since: firstVersion,
		Summary: "A pattern should be small enough for every rule to judge it.",
		Why: "Whether conditions contradict or repeat each other is decided by proof, and a proof may take more steps than `--max-work` " +
			"allows. Nothing is wrong with such a pattern, but people may find it hard to judge, too.",
		Language: PatternExample,
		Before:   `{ $.id = %[a-z]{1000}[a-z]{1000}[a-z]{1000}[a-z]{1000}[a-z]{1000}% && $.name != "x" }`,
		After:    `{ $.id = %[a-z]{300}% && $.name != "x" }`,
		pattern: func(p *patternPass) {
			if why := p.analyzer.Undecided(p.pattern); why != "" {
				p.report(p.pattern.Span(), "Whether each part of this pattern has an effect is undecided: "+why+".",
					"Split the pattern, or allow more steps with --max-work.")
			}
		},
		groups: func(p *groupsPass) {
			p.eachPair(func(g *group, a, b *filter) {
				x, y := a.known(), b.known()
				if x == nil || y == nil || !sameEffect(a.Resource, b.Resource) || sameName(a, b) {
					return
				}
				_, why := p.analyzer.Implies(x, y)
				if why == "" {
					_, why = p.analyzer.Implies(y, x)
				}
				if why != "" {
					p.at(b.Located).reportAt(b.where(), fmt.Sprintf("Whether this does the same as the filter at %s of %s is undecided: %s.", a.Place(), g.title(), why),
						"Allow more steps with --max-work, or compare the two with logsieve compare.")
				}
			})
		},
	}
}
