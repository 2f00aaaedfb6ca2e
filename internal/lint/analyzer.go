package lint

import (
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// Answer is what an Analyzer knows. Rules speak only on Yes and No.
type Answer = analyze.Answer

// The answers.
const (
	Unsure = analyze.Unknown
	Yes    = analyze.Yes
	No     = analyze.No
)

// Analyzer decides questions about what patterns match.
type Analyzer interface {
	// Satisfiable is No when no log event can match.
	Satisfiable(p grammar.Pattern) Answer
	// Implies is Yes when every log event that a matches is matched by b;
	// undecided says why that is not known, if it is too large.
	Implies(a, b grammar.Pattern) (answer Answer, undecided string)
	// Facts are what is certain about single conditions of a pattern, in the
	// order of the text.
	Facts(p grammar.Pattern) []Fact
	// Excludes is Yes when two conditions of a pattern never hold together.
	Excludes(a, b grammar.Expr) Answer
	// Covers is Yes when b holds whenever a does.
	Covers(a, b grammar.Expr) Answer
	// EitherHolds is Yes when one of two comparisons over one value holds for
	// every number, and for every text that is none.
	EitherHolds(a, b *grammar.Comparison) (numbers, texts Answer)
	// Undecided is why some of this is not known of a pattern although it might
	// be: it is too large. It is "" when all was decided.
	Undecided(p grammar.Pattern) string
}

// Fact is something certain about a condition or group where it stands.
type Fact struct {
	Node grammar.Node
	// Never is set when the condition cannot hold together with what must
	// hold beside it; otherwise the pattern matches the same without it.
	Never bool
}

func allOptional(p *grammar.TermsPattern) bool {
	return all(p.Terms, func(t *grammar.Term) bool { return t.Mode == grammar.Optional })
}

func all[T any](list []T, holds func(T) bool) bool {
	for _, e := range list {
		if !holds(e) {
			return false
		}
	}
	return true
}
