package analyze

import "github.com/logsieve/logsieve/grammar"

// Relation is what two filter patterns are to each other.
type Relation string

// The relations. Each but RelationUnknown says that the regions of the
// comparison that it needs to be empty are, and that the others are not; two
// patterns of which none can match are equivalent.
const (
	RelationEquivalent  Relation = "equivalent"
	RelationImplies     Relation = "implies"    // the first matches less than the second
	RelationImpliedBy   Relation = "implied-by" // the second matches less than the first
	RelationOverlapping Relation = "overlapping"
	RelationDisjoint    Relation = "disjoint"
	RelationUnknown     Relation = "unknown"
)

// Comparison is how two filter patterns divide the log events. A region's
// answer is Yes, with an event of it, when there is one.
type Comparison struct {
	Relation Relation
	Both     Result
	OnlyA    Result
	OnlyB    Result
	Steps    int // of all three
}

// Compare asks for log events that both patterns match, and for ones that only
// one of them does.
func Compare(a, b grammar.Pattern, opts Options) Comparison {
	q := newInquiry(side{pattern: a}, side{pattern: b}, opts)
	q.several = true
	region := func(want region2) Result { return q.find(want).existence(Yes, No) }
	c := Comparison{Both: region(region2{true, true}), OnlyA: region(region2{true, false}), OnlyB: region(region2{false, true})}
	c.Relation = relation(c.Both.Answer, c.OnlyA.Answer, c.OnlyB.Answer)
	c.Steps = c.Both.Steps + c.OnlyA.Steps + c.OnlyB.Steps
	return c
}

func relation(both, onlyA, onlyB Answer) Relation {
	switch {
	case onlyA == No && onlyB == No:
		return RelationEquivalent
	case onlyA == No && onlyB == Yes:
		return RelationImplies
	case onlyA == Yes && onlyB == No:
		return RelationImpliedBy
	case onlyA == Unknown || onlyB == Unknown:
		return RelationUnknown
	case both == No:
		return RelationDisjoint
	case both == Yes:
		return RelationOverlapping
	}
	return RelationUnknown
}
