package policy

import (
	"fmt"
	"slices"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/estate"
)

// Trail is a trail of CloudTrail.
type Trail struct{ *estate.Trail }

// fed is whether a trail sends the log events of a rule to the log group of its
// filters.
type fed struct {
	answer  analyze.Answer
	reasons []string // when the answer is not Yes
	notes   []string
	witness string   // a log event that no trail takes, for No
	trails  []*Trail // that feed the group, else those of the files
}

// fed looks for the trails of a log group. Of a group that is fed from outside
// of the files nothing is known, and nothing is claimed.
func (q *requirement) fed(g *Group) fed {
	if !q.Trail || q.opts.FiltersOnly || len(q.estate.Trails) == 0 {
		return fed{answer: analyze.Yes}
	}
	if known, ok := q.feeding[g]; ok {
		return known
	}
	var sure, perhaps []*Trail
	elsewhere := true // all trails are deployed with none of the group's filters
	for _, t := range q.estate.Trails {
		switch t.Feeds(g.Group) {
		case analyze.Yes:
			sure = append(sure, t)
		case analyze.Unknown:
			if g.deployedWith(t) {
				perhaps = append(perhaps, t)
			}
		}
		elsewhere = elsewhere && !g.deployedWith(t)
	}
	var f fed
	switch {
	case len(sure) > 0:
		f = q.delivered(sure)
	case len(perhaps) > 0:
		f.trails = perhaps
		for _, t := range perhaps {
			f.reasons = append(f.reasons, fmt.Sprintf("Whether %s sends its events to the log group %s is not known.", t.title(), g.What))
		}
	case elsewhere:
		f.answer, f.trails = analyze.Yes, q.estate.Trails
		f.notes = []string{fmt.Sprintf("No trail in the files is known to send its events to the log group %s.", g.What)}
	default:
		f.answer, f.trails = analyze.No, q.estate.Trails
		for _, t := range q.estate.Trails {
			f.reasons = append(f.reasons, fmt.Sprintf("%s sends its events %s, and the filters are on %s.", upper(t.title()), t.goal(), g.What))
		}
		if len(q.Match) > 0 {
			f.witness = q.Match[0]
		}
	}
	q.feeding[g] = f
	return f
}

// delivered says whether trails of one log group take what a rule is about: in
// all Regions, and each of its log events.
func (q *requirement) delivered(trails []*Trail) fed {
	f := fed{answer: analyze.No, trails: trails}
	for _, t := range trails {
		one := q.takes(t)
		switch {
		case one.answer == analyze.Yes:
			return fed{answer: analyze.Yes, trails: []*Trail{t}}
		case better(one.answer, f.answer):
			one.trails = trails
			f = one
		case one.answer == f.answer:
			f.reasons = append(f.reasons, one.reasons...)
			f.witness = one.witness
		}
	}
	if len(trails) > 1 && f.answer == analyze.No {
		f.answer = analyze.Unknown // they may do together what none does
	}
	return f
}

// takes says whether a trail takes what a rule is about.
func (q *requirement) takes(t *Trail) fed {
	f := fed{answer: analyze.Yes}
	link := func(a analyze.Answer, is, perhaps string) {
		switch {
		case a == analyze.No && f.answer != analyze.No:
			f.answer, f.reasons = a, nil
			fallthrough
		case a == analyze.No:
			f.reasons = append(f.reasons, upper(t.title())+" "+is+".")
		case a == analyze.Unknown && f.answer != analyze.No:
			f.answer = a
			f.reasons = append(f.reasons, "Whether "+t.title()+" "+perhaps+" is not known.")
		}
	}
	if link(t.Logging(), "is switched off", "is switched on"); f.answer == analyze.No && len(q.Match) > 0 {
		f.witness = q.Match[0]
	}
	link(t.AllRegions(), "is of one Region only", "is of all Regions")
	for _, event := range q.Match {
		a := t.Takes(event)
		if a == analyze.No {
			f.witness = event
		}
		if a != analyze.Yes {
			link(a, "excludes events of the rule by its selectors", "includes the events of the rule by its selectors")
			break
		}
	}
	if t.MayBeAbsent() && !q.opts.AssumeDeployed && f.answer != analyze.No {
		f.answer = analyze.Unknown
		f.reasons = append(f.reasons, upper(t.title())+" is deployed under a condition.")
	}
	return f
}

// deployedWith reports whether a trail is deployed with a log group or one of its
// filters.
func (g *Group) deployedWith(t *Trail) bool {
	return g.Defined != nil && g.Defined.Folder() == t.Folder() ||
		slices.ContainsFunc(g.Filters, func(f *Filter) bool { return f.Folder() == t.Folder() })
}

func (t *Trail) title() string { return fmt.Sprintf("the trail %s (%s)", t.Name, t.Place()) }

// goal is where the events of a trail go.
func (t *Trail) goal() string {
	if t.Group == nil {
		return "to no log group"
	}
	return "to the log group " + t.Group.What
}

// NoTrailNote says of a run over files without a trail what it takes for granted.
const NoTrailNote = "There is no trail in the files: it is assumed that one sends the events of all Regions to the log groups."

// notes are what is said once of all rules of a section.
func (r *Result) notes(s *Section) []string {
	asks := func(v *Verdict) bool { return v.Rule.Require != nil && v.Rule.Require.Trail }
	if r.FiltersOnly || len(r.Estate.Trails) > 0 || !slices.ContainsFunc(s.Verdicts, asks) {
		return nil
	}
	return []string{NoTrailNote}
}
