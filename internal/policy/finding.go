package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/finding"
	"github.com/logsieve/logsieve/internal/lint"
	"github.com/logsieve/logsieve/internal/project"
	"github.com/logsieve/logsieve/internal/source"
)

// CodePrefix starts the code of a finding; the rule's id follows.
const CodePrefix = finding.PolicyPrefix

// Findings are the verdicts that somebody must act on, in the order of the
// verdicts. where is the file that stands for an estate without any.
func (e *Estate) Findings(verdicts []*Verdict, where string) []finding.Finding {
	var found []finding.Finding
	for _, v := range verdicts {
		if v.Status == Covered || v.Status == Holds {
			continue
		}
		if len(v.Broken) > 0 {
			found = append(found, e.brokenFindings(v, where)...)
			continue
		}
		f := finding.Finding{
			Code: CodePrefix + v.Rule.ID, Rule: string(v.Gap), Severity: v.Severity(),
			Message: v.Message(), Help: v.Remedy(),
		}
		f.File, f.Span, f.Resource = e.place(v, where)
		found = append(found, f)
	}
	return found
}

// brokenFindings are those of an assertion, one for each subject.
func (e *Estate) brokenFindings(v *Verdict, where string) []finding.Finding {
	var found []finding.Finding
	for _, b := range v.Broken {
		f := finding.Finding{Code: CodePrefix + v.Rule.ID, Rule: string(GapFails), Severity: v.Rule.Severity, Help: v.Remedy()}
		f.Message = fmt.Sprintf("%s fails the rule %s.", b.Title, v.Rule.name())
		if b.Status == Undecided {
			f.Rule, f.Severity = string(GapUnknown), min(v.Rule.Severity, request.Warning)
			f.Message = fmt.Sprintf("The rule %s is undecided. %s", v.Rule.name(), b.sentence())
		}
		if b.Located != nil {
			f.File, f.Span, f.Resource = b.Located.File.Name, b.At, b.Located.Resource.Address
		} else {
			f.File, f.Span, f.Resource = e.place(v, where)
		}
		found = append(found, f)
	}
	return found
}

// Severity is the rule's, or less where nothing shows that events go unnoticed.
func (v *Verdict) Severity() finding.Severity {
	if v.Status == Undecided || v.Status == TooBroad {
		return min(v.Rule.Severity, request.Warning)
	}
	return v.Rule.Severity
}

// place is where the filter stands that the finding is about, else a log
// group, else the first file.
func (e *Estate) place(v *Verdict, where string) (file string, at source.Span, resource string) {
	if len(v.Filters) > 0 {
		f := v.Filters[0]
		return f.File.Name, f.At, f.Resource.Address
	}
	for _, g := range e.Groups {
		if g.Defined != nil {
			return g.Defined.File.Name, g.Defined.Resource.At, g.Defined.Resource.Address
		}
	}
	if len(e.Files) > 0 {
		return e.Files[0].Name, source.Span{}, ""
	}
	return where, source.Span{}, ""
}

// name is the rule in a message.
func (r *Rule) name() string {
	if r.Number != "" {
		return r.Number + " " + r.Title
	}
	return strconv.Quote(r.Title)
}

// maxReasons is how many reasons a message gives; the JSON has all.
const maxReasons = 3

// Message is the verdict in one sentence or two.
func (v *Verdict) Message() string {
	var b strings.Builder
	b.WriteString(v.Rule.name())
	switch v.Gap {
	case GapNone:
		b.WriteString(" is covered.")
	case GapUnknown:
		b.WriteString(" is undecided.")
	case GapMetric, GapAlarm, GapAction:
		b.WriteString(" is matched, and nobody learns of it.")
	case GapTrail:
		b.WriteString(" is not covered: the log events do not reach the filter.")
	case GapBroad:
		b.WriteString(" is covered by a filter that also matches " + v.Brief() + ".")
		return b.String()
	default:
		b.WriteString(" is not covered.")
	}
	for i, r := range v.Reasons {
		if i == maxReasons {
			fmt.Fprintf(&b, " And %d more reasons.", len(v.Reasons)-i)
			break
		}
		b.WriteString(" " + r)
	}
	if v.Gap == GapFilter && v.Witness != "" {
		b.WriteString(" This log event would go unnoticed: " + v.Brief())
	}
	return b.String()
}

// Brief is the witness without the properties that play no part.
func (v *Verdict) Brief() string {
	var patterns []grammar.Pattern
	if q := v.Rule.Require; q != nil && q.Pattern != nil {
		patterns = append(patterns, q.Pattern)
	}
	for _, f := range v.Filters {
		if f.Pattern != nil {
			patterns = append(patterns, f.Pattern)
		}
	}
	if len(patterns) == 0 {
		return v.Witness
	}
	return brief(v.Witness, patterns)
}

// Remedy says what to do, "" when there is nothing.
func (v *Verdict) Remedy() string {
	if a := v.Rule.Assert; a != nil && a.Remedy != "" {
		return a.Remedy
	}
	switch v.Gap {
	case GapFilter:
		pattern := "."
		if q := v.Rule.Require; q.Pattern != nil {
			pattern = ": " + grammar.Format(q.Pattern)
		}
		if len(v.Filters) > 0 {
			return fmt.Sprintf("Let %s match all that is required%s", v.Filters[0].title(), pattern)
		}
		return "Add a metric filter for all that is required" + pattern
	case GapMetric:
		return "Give the filter a metric transformation with metricValue 1."
	case GapAlarm:
		return "Add an alarm on the metric, with an action."
	case GapAction:
		return "Give the alarm an action that notifies somebody."
	case GapTrail:
		return "Let a trail of all Regions send the events to the log group of the filters."
	case GapBroad:
		return "Narrow the filter, so that its alarm means what the rule requires."
	case GapUnknown:
		return "Judge what is deployed: a plan, or a template with its parameters filled in; or use --assume-deployed if the conditions hold."
	}
	return ""
}

// Silence drops the findings that files say to ignore, and reports ignores of
// the codes that ran when they silence nothing.
func Silence(files []*source.File, found []finding.Finding, ran []string) []finding.Finding {
	for _, f := range files {
		if !project.HasIgnores(f) {
			continue
		}
		in := project.ReadIgnores(f, ignored)
		var own, others []finding.Finding
		for _, one := range found {
			if one.File == f.Name {
				own = append(own, one)
			} else {
				others = append(others, one)
			}
		}
		own = in.Apply(own)
		own = append(own, in.Unused(f.Name, func(code string) bool { return slices.Contains(ran, code) })...)
		found = append(others, own...)
	}
	return found
}

// ignored resolves a rule that an ignore names; those of lint are not ours.
func ignored(rule string) (code, problem string) {
	if finding.IsPolicy(rule) {
		return rule, ""
	}
	return "", ""
}

// Sort orders findings by file, place and code, numbers as numbers.
func Sort(found []finding.Finding) {
	slices.SortStableFunc(found, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Span.Start, b.Span.Start), naturally(a.Code, b.Code))
	})
}

// naturally compares texts with numbers in them: 4.2 comes before 4.10.
func naturally(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x == 0 || y == 0 {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		m, n := strings.TrimLeft(a[:x], "0"), strings.TrimLeft(b[:y], "0")
		if c := cmp.Or(cmp.Compare(len(m), len(n)), cmp.Compare(m, n)); c != 0 {
			return c
		}
		a, b = a[x:], b[y:]
	}
	return cmp.Compare(len(a), len(b))
}

// digits is how many digits a text starts with.
func digits(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

// Source is the text of a file of the estate.
func (e *Estate) Source(name string) []byte {
	for _, f := range e.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

// Describe documents the rule that a code of a finding stands for, nil when it
// stands for none.
func (r *Result) Describe(code string) *lint.Rule {
	for _, v := range r.Verdicts() {
		if CodePrefix+v.Rule.ID == code {
			return &lint.Rule{Code: code, Name: v.Rule.ID, Summary: strings.TrimSpace(v.Rule.Number+" "+v.Rule.Title) + ".", Why: v.Rule.Note, Severity: v.Rule.Severity}
		}
	}
	return lint.Lookup(code)
}
