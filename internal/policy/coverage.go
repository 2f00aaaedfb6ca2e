package policy

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
)

// Options are how to judge.
type Options struct {
	// AssumeDeployed takes resources that are deployed under a condition as
	// deployed, and actions of alarms that are not known as given.
	AssumeDeployed bool
	// FiltersOnly asks for filters and their metrics, and for no alarm.
	FiltersOnly bool
	// Analyze bounds the work for one question about patterns.
	Analyze analyze.Options
	// Judged, unless it is nil, is told each verdict as soon as there is one.
	Judged func(*Verdict)
}

func (o *Options) judged(v *Verdict) {
	if o.Judged != nil {
		o.Judged(v)
	}
}

// cover is whether a filter matches all that a rule requires.
type cover struct {
	answer  analyze.Answer
	witness string // a log event that it misses, for No
	reason  string // for Unknown
}

// candidate is a filter on its way to cover a rule.
type candidate struct {
	*Filter
	tree   grammar.Pattern // what it matches, or with holes can match at most
	cover  cover
	notice notice
	fed    fed
	doubts []string // why it may match less, or not look at the log events
	// sample is whether it matches one of the rule's samples, once that was asked.
	sample analyze.Answer
}

// answer is the verdict on the filter by itself.
func (c *candidate) answer() analyze.Answer {
	a := estate.Both(estate.Both(c.cover.answer, c.notice.answer), c.fed.answer)
	if len(c.doubts) > 0 {
		return estate.Both(a, analyze.Unknown)
	}
	return a
}

// certain reports whether the filter surely looks and surely tells somebody.
func (c *candidate) certain() bool {
	return c.tree != nil && len(c.doubts) == 0 && estate.Both(c.notice.answer, c.fed.answer) == analyze.Yes
}

// requirement judges a rule.
type requirement struct {
	estate *Estate
	rule   *Rule
	*Requirement
	opts       Options
	candidates []*candidate
	byGroup    map[*Group][]*candidate
	unproved   string   // why it is not known what several filters match together
	missed     []string // log events that the filters of some group miss together
	feeding    map[*Group]fed
}

// require judges a rule that has a Requirement: one filter that matches all,
// several of one log group that do together, or else what may be and what is
// missing.
func (j *judge) require(r *Rule) *Verdict {
	q := &requirement{
		estate: j.estate, rule: r, Requirement: r.Require, opts: j.opts, feeding: map[*Group]fed{}, byGroup: map[*Group][]*candidate{},
	}
	for _, f := range j.estate.Filters {
		in := q.inGroups(f.Group)
		if in == analyze.No {
			continue
		}
		c := &candidate{Filter: f, tree: f.Pattern, notice: j.notice(f, q.Alarm), fed: q.fed(f.Group), doubts: f.doubts(j.opts)}
		if f.Pattern == nil {
			c.tree = f.atMost
		}
		if c.cover = q.covers(c.tree, f.compiled); c.tree == nil {
			c.cover = unread(f)
		}
		if in == analyze.Unknown {
			c.doubts = append(c.doubts, say("The log group of %s is not known.", f.title()))
		}
		q.add(c)
	}
	if v := q.single(); v != nil {
		return v
	}
	if v := q.union((*candidate).certain, Covered); v != nil {
		return v
	}
	if v := q.undecided(); v != nil {
		return v
	}
	return q.missing()
}

func (q *requirement) add(c *candidate) {
	q.candidates = append(q.candidates, c)
	q.byGroup[c.Group] = append(q.byGroup[c.Group], c)
}

// unread is what is known of a filter without a pattern that can be read.
func unread(f *Filter) cover {
	if f.Holes {
		return cover{reason: unknownPattern(f)}
	}
	return cover{answer: analyze.No}
}

func unknownPattern(f *Filter) string {
	return say("The pattern of %s is not known: %s.", f.title(), f.Text)
}

// doubts are why a filter may not look at all log events of its group.
func (f *Filter) doubts(opts Options) []string {
	var list []string
	if f.atMost != nil {
		list = append(list, unknownPattern(f))
	}
	if f.Resource.Conditional && !opts.AssumeDeployed {
		list = append(list, say("%s is deployed under a condition.", f.title()))
	}
	if v := f.Resource.Input.Get("fieldSelectionCriteria"); v != nil && text(v) != "" {
		list = append(list, say("%s looks at the log events of some accounts or regions only.", f.title()))
	}
	if v := f.Resource.Input.Get("applyOnTransformedLogs"); v != nil && v.Bool {
		list = append(list, say("%s looks at log events after they were transformed.", f.title()))
	}
	return list
}

// inGroups says whether the filters of a log group count.
func (q *requirement) inGroups(g *Group) analyze.Answer {
	if len(q.Groups) == 0 {
		return analyze.Yes
	}
	if g.Name == "" {
		return analyze.Unknown
	}
	if slices.ContainsFunc(q.Groups, func(glob string) bool { return globMatches(glob, g.Name) }) {
		return analyze.Yes
	}
	return analyze.No
}

// covers says whether a pattern matches all that is required. Whether there are
// log events of more accounts than the one that it names is not known.
func (q *requirement) covers(p grammar.Pattern, compiled *engine.Filter) cover {
	if p == nil {
		return cover{}
	}
	c := q.matches(p, compiled)
	if c.answer != analyze.No || len(q.Always) == 0 {
		return c
	}
	of, account := ofAccount(p)
	if of == nil {
		return c
	}
	if compiled, err := engine.Compile(of); err == nil && q.matches(of, compiled).answer == analyze.Yes {
		return cover{reason: "It only matches log events of the account " + account + ", and whether there are others is not known."}
	}
	return c
}

// matches says the same of the log events of all accounts. The sample events come
// first: a real log event says more than one made by analysis.
func (q *requirement) matches(p grammar.Pattern, compiled *engine.Filter) cover {
	for _, event := range q.Match {
		if !compiled.Match([]byte(event)) {
			return cover{answer: analyze.No, witness: event}
		}
	}
	if q.Pattern == nil {
		return cover{answer: analyze.Yes}
	}
	r := analyze.Implies(q.required(p), p, q.opts.Analyze)
	c := cover{answer: r.Answer, witness: r.Event}
	if r.Answer == analyze.Unknown {
		c.reason = "Whether it matches all that is required is undecided: " + r.Reason + "."
	}
	return c
}

// single looks for one filter that does it, best one that is not too broad.
func (q *requirement) single() *Verdict {
	var broad *Verdict
	for _, c := range q.candidates {
		if c.answer() != analyze.Yes {
			continue
		}
		v := &Verdict{Rule: q.rule, Status: Covered, Filters: []*Filter{c.Filter}, Alarms: c.notice.alarms, Trails: c.fed.trails, Notes: unique(slices.Concat(c.notice.notes, c.fed.notes))}
		if q.tooBroad(v); v.Status == Covered {
			return v
		}
		if broad == nil {
			broad = v
		}
	}
	return broad
}

// tooBroad looks for log events that the filters should leave alone.
func (q *requirement) tooBroad(v *Verdict) {
	for _, f := range v.Filters {
		for _, event := range q.NoMatch {
			if f.compiled.Match([]byte(event)) {
				v.Status, v.Gap, v.Witness = TooBroad, GapBroad, event
				v.Reasons = []string{say("%s also matches log events that have nothing to do with it.", f.title())}
				return
			}
		}
	}
}

// union looks for filters of one log group that match all that is required
// together. keep chooses among them.
func (q *requirement) union(keep func(*candidate) bool, status Status) *Verdict {
	for _, g := range q.estate.Groups {
		used := q.joined(g, keep)
		if len(used) < 2 {
			continue
		}
		v := &Verdict{Rule: q.rule, Status: status}
		for _, c := range used {
			v.Filters = append(v.Filters, c.Filter)
			v.Alarms = append(v.Alarms, c.notice.alarms...)
			v.Notes = slices.Concat(v.Notes, c.notice.notes, c.fed.notes)
			v.Trails = c.fed.trails
		}
		v.Alarms, v.Notes = unique(v.Alarms), unique(v.Notes)
		if status == Covered {
			q.tooBroad(v)
		}
		return v
	}
	return nil
}

// joined are the filters of a log group that match all that is required
// together, nil when they do not. The samples choose first: to ask of every
// filter whether it has to do with the rule takes long in a large group.
func (q *requirement) joined(g *Group, keep func(*candidate) bool) []*candidate {
	var group, used []*candidate
	for _, c := range q.byGroup[g] {
		if c.tree != nil && keep(c) {
			group = append(group, c)
			if q.matchesSample(c) {
				used = append(used, c)
			}
		}
	}
	for _, event := range q.Match {
		if !slices.ContainsFunc(used, func(c *candidate) bool { return c.compiled.Match([]byte(event)) }) {
			return nil
		}
	}
	if len(used) > 0 && q.together(used).answer == analyze.Yes {
		return used
	}
	if q.Pattern == nil {
		return nil
	}
	for _, c := range group {
		if !slices.Contains(used, c) && analyze.Disjoint(q.required(c.tree), c.tree, q.opts.Analyze).Answer != analyze.Yes {
			used = append(used, c)
		}
	}
	if len(used) == 0 {
		return nil
	}
	switch c := q.together(used); c.answer {
	case analyze.Yes:
		return used
	case analyze.Unknown:
		q.unproved = c.reason
	case analyze.No:
		q.missed = append(q.missed, c.witness)
	}
	return nil
}

func (q *requirement) matchesSample(c *candidate) bool {
	if c.sample == analyze.Unknown {
		c.sample = analyze.No
		if slices.ContainsFunc(q.Match, func(event string) bool { return c.compiled.Match([]byte(event)) }) {
			c.sample = analyze.Yes
		}
	}
	return c.sample == analyze.Yes
}

// together says whether several filters match all that is required. Only JSON
// patterns can be joined to one.
func (q *requirement) together(used []*candidate) cover {
	for _, event := range q.Match {
		if !slices.ContainsFunc(used, func(c *candidate) bool { return c.compiled.Match([]byte(event)) }) {
			return cover{answer: analyze.No, witness: event}
		}
	}
	if q.Pattern == nil {
		return cover{answer: analyze.Yes}
	}
	or := &grammar.Or{}
	for _, c := range used {
		if p, ok := c.tree.(*grammar.JSONPattern); ok {
			or.Operands = append(or.Operands, p.Expr)
		}
	}
	if len(or.Operands) == 0 {
		return cover{reason: "only JSON patterns can be joined"}
	}
	joined := &grammar.JSONPattern{Expr: or}
	r := analyze.Implies(q.required(joined), joined, q.opts.Analyze)
	// What the others match may be just what the JSON patterns leave.
	if r.Answer == analyze.No && slices.ContainsFunc(used, func(c *candidate) bool { return c.compiled.Match([]byte(r.Event)) }) {
		return cover{reason: "only JSON patterns can be joined"}
	}
	return cover{answer: r.Answer, witness: r.Event, reason: r.Reason}
}

// undecided is the verdict when some filters may cover the rule. It names those
// that speak most for themselves: any unknown pattern may be the one.
func (q *requirement) undecided() *Verdict {
	v := &Verdict{Rule: q.rule, Status: Undecided, Gap: GapUnknown}
	values := q.values()
	most := 0
	for _, c := range q.candidates {
		if c.answer() != analyze.Unknown {
			continue
		}
		likely := 1 + named(c.Text, values)
		if c.cover.answer == analyze.Yes {
			likely = math.MaxInt
		}
		if likely > most {
			most = likely
			v.Filters, v.Reasons, v.Alarms, v.Trails = nil, nil, nil, nil
		}
		if likely < most {
			continue
		}
		v.Filters = append(v.Filters, c.Filter)
		if c.cover.answer == analyze.Unknown {
			v.Reasons = append(v.Reasons, c.cover.reason)
			continue
		}
		v.Reasons = slices.Concat(v.Reasons, c.doubts, c.notice.reasons, c.fed.reasons)
		v.Alarms, v.Trails = append(v.Alarms, c.notice.alarms...), append(v.Trails, c.fed.trails...)
	}
	if len(v.Filters) == 0 {
		u := q.union((*candidate).possible, Undecided)
		if u == nil && q.unproved != "" {
			v.Reasons = []string{"Whether several filters match all that is required together is undecided: " + q.unproved + "."}
			if near := q.nearest(); near != nil {
				v.Filters = []*Filter{near.Filter}
			}
			return v
		}
		if u == nil {
			return nil
		}
		v.Filters = u.Filters
		for _, c := range q.candidates {
			if slices.Contains(v.Filters, c.Filter) {
				v.Reasons = slices.Concat(v.Reasons, c.doubts, c.notice.reasons, c.fed.reasons)
				v.Trails = append(v.Trails, c.fed.trails...)
			}
		}
	}
	v.Reasons, v.Alarms, v.Trails = unique(v.Reasons), unique(v.Alarms), unique(v.Trails)
	v.Witness = q.unnoticed()
	return v
}

// missing is the verdict when no filter covers the rule.
func (q *requirement) missing() *Verdict {
	v := &Verdict{Rule: q.rule, Status: NotCovered, Gap: GapFilter}
	for _, c := range q.candidates {
		if c.cover.answer == analyze.Yes { // and nobody learns of it
			v.Filters, v.Witness = []*Filter{c.Filter}, q.example()
			v.because(c)
			return v
		}
	}
	if u := q.union(func(c *candidate) bool { return c.tree != nil }, NotCovered); u != nil {
		return q.unheard(u)
	}
	near := q.nearest()
	v.Witness = q.unnoticed()
	if near != nil {
		v.Filters = []*Filter{near.Filter}
		if near.Invalid != "" {
			v.Reasons = append(v.Reasons, say("%s is never deployed: %s.", near.title(), near.Invalid))
		}
		if v.Witness == "" {
			v.Witness = near.cover.witness
		}
	}
	return v
}

// unheard is the verdict when several filters match all that is required
// together, and nobody learns of what some of them match.
func (q *requirement) unheard(v *Verdict) *Verdict {
	all := v.Filters
	v.Filters, v.Alarms, v.Notes = nil, nil, nil
	for _, c := range q.candidates {
		if slices.Contains(all, c.Filter) && estate.Both(c.notice.answer, c.fed.answer) == analyze.No {
			v.Filters = append(v.Filters, c.Filter)
			v.because(c)
		}
	}
	if v.Gap != GapTrail {
		v.Witness = q.unnoticed()
	}
	return v
}

// because is why nobody learns of what a filter matches.
func (v *Verdict) because(c *candidate) {
	gap := c.notice.gap
	if c.notice.answer == analyze.No {
		v.Alarms, v.Reasons = append(v.Alarms, c.notice.alarms...), append(v.Reasons, c.notice.reasons...)
	} else {
		gap, v.Witness = GapTrail, c.fed.witness
	}
	if c.fed.answer == analyze.No {
		v.Trails, v.Reasons = c.fed.trails, append(v.Reasons, c.fed.reasons...)
	}
	v.Reasons = unique(v.Reasons)
	if len(v.Filters) == 1 {
		v.Gap = gap
	}
}

// title names a filter in a sentence.
func (f *Filter) title() string {
	if f.Name != "" {
		return "the filter " + f.Name
	}
	return "the filter " + f.Resource.Address
}

// say makes a sentence, which may start with a title.
func say(format string, args ...any) string {
	return upper(fmt.Sprintf(format, args...))
}

func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// globMatches reports whether a name matches a glob, in which every * stands
// for any text, slashes too: a log group's name is no path.
func globMatches(glob, name string) bool {
	pieces := strings.Split(glob, "*")
	if len(pieces) == 1 {
		return glob == name
	}
	rest, ok := strings.CutPrefix(name, pieces[0])
	if !ok {
		return false
	}
	last := pieces[len(pieces)-1]
	for _, p := range pieces[1 : len(pieces)-1] {
		_, after, found := strings.Cut(rest, p)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, last)
}

func unique[T comparable](list []T) []T {
	var kept []T
	for _, e := range list {
		if !slices.Contains(kept, e) {
			kept = append(kept, e)
		}
	}
	return kept
}
