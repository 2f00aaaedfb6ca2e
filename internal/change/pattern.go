package change

import (
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// Relation is how the new filter pattern relates to the old one.
type Relation string

// The relations.
const (
	Equivalent Relation = "equivalent"
	Narrower   Relation = "narrower"
	Wider      Relation = "wider"
	Apart      Relation = "different"
	Undecided  Relation = "undecided"
	NotKnown   Relation = "not known"
	Invalid    Relation = "invalid" // one of them, or both
)

// PatternChange is another filter pattern. The log events have been run through
// the matcher.
type PatternChange struct {
	Relation Relation `json:"relation"`
	Old      string   `json:"old"`
	New      string   `json:"new"`
	Lost     *string  `json:"lost"`   // a log event that only the old one matches
	Gained   *string  `json:"gained"` // and one that only the new one does
	Reason   string   `json:"reason,omitempty"`
}

// patterns compares the filter patterns of two filters; nil when they are
// written the same.
func (c *comparison) patterns(old, new *item) *PatternChange {
	a, knownA := old.pattern()
	b, knownB := new.pattern()
	if a == b && knownA == knownB {
		return nil
	}
	if known := c.compared[[2]string{a, b}]; known != nil && knownA && knownB {
		one := *known
		return &one
	}
	p := &PatternChange{Old: a, New: b}
	switch {
	case !knownA || !knownB:
		p.Relation, p.Reason = c.holed(old, new)
		if p.Relation == Equivalent {
			c.unknown++
		}
	default:
		p.compare(c)
		c.compared[[2]string{a, b}] = p
	}
	one := *p
	return &one
}

func (p *PatternChange) compare(c *comparison) {
	x, err := grammar.Parse(p.Old)
	y, errNew := grammar.Parse(p.New)
	switch {
	case err != nil && errNew != nil:
		p.Relation, p.Reason = Invalid, "both are refused: "+reason(errNew)
		return
	case err != nil:
		p.Relation, p.Reason = Invalid, "the old one is refused: "+reason(err)
		return
	case errNew != nil:
		p.Relation, p.Reason = Invalid, "the new one is refused: "+reason(errNew)
		return
	}
	r := analyze.Compare(x, y, c.question())
	p.Lost, p.Gained = shown(r.OnlyA), shown(r.OnlyB)
	switch r.Relation {
	case analyze.RelationEquivalent:
		p.Relation = Equivalent
	case analyze.RelationImplies:
		p.Relation = Wider
	case analyze.RelationImpliedBy:
		p.Relation = Narrower
	case analyze.RelationOverlapping, analyze.RelationDisjoint:
		p.Relation = Apart
	default:
		p.Relation = Undecided
		if p.Lost != nil && p.Gained != nil {
			p.Relation = Apart
		}
		for _, region := range []analyze.Result{r.OnlyA, r.OnlyB} {
			if region.Answer == analyze.Unknown {
				p.Reason = region.Reason
			}
		}
	}
}

func shown(r analyze.Result) *string {
	if r.Answer != analyze.Yes {
		return nil
	}
	return &r.Event
}

func reason(err error) string {
	if list, ok := err.(grammar.Errors); ok && len(list) > 0 {
		return list[0].Reason
	}
	return err.Error()
}
