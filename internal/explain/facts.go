package explain

import (
	"slices"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
)

// Facts are remarks on what was proved about a pattern: that it never matches
// or always does, and which of its conditions and terms decide nothing.
func Facts(p grammar.Pattern, opts analyze.Options) []Remark {
	if p.Kind() == grammar.MatchAll {
		return nil
	}
	always := analyze.AlwaysMatches(p, opts)
	if always.Answer == analyze.Yes {
		return []Remark{{
			Code: "always-matches", Span: p.Span(),
			Message: "Every log event matches this pattern.",
			Help:    `Write the empty pattern "" if that is meant.`,
		}}
	}
	var out []Remark
	facts, undecided := analyze.Facts(p, opts)
	if undecided == "" && always.TooLarge {
		undecided = always.Reason
	}
	if undecided != "" {
		out = append(out, Remark{
			Code: "undecided", Span: p.Span(),
			Message: "Whether each part of this pattern has an effect is undecided: " + undecided + ".",
			Help:    "A larger --max-work may decide it.",
		})
	}
	for _, f := range facts {
		if ignoredOptional(p, f.Node) {
			continue // a remark of its own says why
		}
		r := Remark{Code: "redundant-condition", Span: f.Node.Span(), Help: "Remove or correct it."}
		switch {
		case f.Node == grammar.Node(p):
			r.Code = "never-matches"
			r.Message = "No log event can match this pattern."
			r.Help = "Correct the conditions that exclude each other, or join them with ||."
		case f.Effect == analyze.Impossible:
			r.Code = "dead-condition"
			r.Message = "This is never true: its conditions contradict each other, or what must be true beside it."
		case f.Effect == analyze.Covered:
			r.Message = "This condition is redundant: whenever it is true, another alternative is true as well."
		default:
			r.Message = "This condition is redundant: it is true whenever the conditions beside it are."
		}
		out = append(out, r)
	}
	return out
}

// ignoredOptional reports whether a node is an optional term beside others
// (T6).
func ignoredOptional(p grammar.Pattern, n grammar.Node) bool {
	terms, ok := p.(*grammar.TermsPattern)
	t, also := n.(*grammar.Term)
	return ok && also && t.Mode == grammar.Optional &&
		slices.ContainsFunc(terms.Terms, func(t *grammar.Term) bool { return t.Mode != grammar.Optional })
}
