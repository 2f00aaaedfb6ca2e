package lint

import (
	"fmt"
)

func checkUndecided(p *patternPass) {
	if why := p.analyzer.Undecided(p.pattern); why != "" {
		p.report(p.pattern.Span(), "Whether each part of this pattern has an effect is undecided: "+why+".",
			"Split the pattern, or allow more steps with --max-work.")
	}
}

func checkUndecidedPairs(p *groupsPass) {
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
}
