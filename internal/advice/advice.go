// Package advice is the gate that every suggested filter pattern passes before
// it is shown: whoever takes a suggestion as it stands has a pattern that can be
// deployed, that can match, and that means what the suggestion says of it.
package advice

import (
	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// Claim is what a suggestion says of the log events that its pattern matches.
type Claim int

// The claims.
const (
	Other    Claim = iota // others than before, or none can be compared
	Same                  // the same as before
	Wider                 // those of before and more
	Narrower              // some of those of before
)

// steps is what each question about a suggestion may take. What it does not
// decide is given the benefit of the doubt.
const steps = 200_000

// Pattern reports whether a pattern may be suggested in place of before, which
// is nil when it is refused.
func Pattern(before grammar.Pattern, suggestion string, claim Claim) bool {
	filter, err := engine.ParseAndCompile(suggestion)
	if err != nil {
		return false
	}
	after := filter.Pattern()
	opts := analyze.Options{Steps: steps}
	if analyze.Satisfiable(after, opts).Answer == analyze.No {
		return false
	}
	if before == nil {
		return true
	}
	switch claim {
	case Same:
		return analyze.Equivalent(before, after, opts).Answer != analyze.No
	case Wider:
		return analyze.Implies(before, after, opts).Answer != analyze.No
	case Narrower:
		return analyze.Implies(after, before, opts).Answer != analyze.No
	}
	return true
}

// Errors are the errors of a pattern with those suggestions only that may be
// shown. The errors given stay as they are.
func Errors(found grammar.Errors) grammar.Errors {
	kept := make(grammar.Errors, len(found))
	verdicts := map[string]bool{}
	for i, e := range found {
		kept[i] = e
		if e.Suggestion == "" {
			continue
		}
		good, known := verdicts[e.Suggestion]
		if !known {
			good = Pattern(nil, e.Suggestion, Other)
			verdicts[e.Suggestion] = good
		}
		if !good {
			other := *e
			other.Suggestion, other.Replacement, other.Edit, other.Safe = "", "", nil, false
			kept[i] = &other
		}
	}
	return kept
}
