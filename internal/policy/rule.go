package policy

import (
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/finding"
)

// Rule is one thing that configurations must guarantee: a Requirement or an
// Assertion.
type Rule struct {
	ID       string // unique among the rules of a run
	Number   string // in the standard that it is from, "" for none
	Title    string
	Note     string // what a reader has to know beside, "" for nothing
	See      string // the same in another standard, "" for none
	Level    int    // of the standard's profile, 0 for none
	Severity finding.Severity

	Require *Requirement
	Assert  *Assertion
}

// Requirement says which log events some filter must match.
type Requirement struct {
	// Pattern matches the log events that must be noticed; nil when Match
	// alone says it.
	Pattern grammar.Pattern
	// Always are conditions that the log events that must be noticed meet,
	// whatever Pattern asks for: a filter that asks for them, too, misses none.
	Always []grammar.Expr
	// Match are log events that must be noticed, NoMatch some that a filter
	// made for the rule leaves alone.
	Match, NoMatch []string
	// Groups are globs of the log groups whose filters count; none is all.
	Groups []string
	Alarm  AlarmMode
	// Trail is set when a trail of all Regions must send the log events to the
	// log group of the filters, as far as the files have trails.
	Trail bool
}

// AlarmMode says whether an alarm must watch the metric.
type AlarmMode uint8

// The modes. AlarmWhereShown asks for an alarm when the files hold any.
const (
	AlarmWhereShown AlarmMode = iota
	AlarmRequired
	AlarmNotAsked
)

// Status is the verdict on a rule.
type Status string

// The verdicts. TooBroad is a rule that is covered by a filter that also
// matches log events it should leave alone. Holds and Fails are for
// assertions.
const (
	Covered    Status = "covered"
	NotCovered Status = "not-covered"
	Undecided  Status = "undecided"
	Holds      Status = "holds"
	Fails      Status = "fails"
	TooBroad   Status = "too-broad"
)

// Gap is what is missing for a rule to be covered.
type Gap string

// The gaps, which are the names of findings.
const (
	GapNone    Gap = ""
	GapFilter  Gap = "not-covered"
	GapMetric  Gap = "no-metric"
	GapAlarm   Gap = "no-alarm"
	GapAction  Gap = "no-action"
	GapTrail   Gap = "no-trail"
	GapBroad   Gap = "too-broad"
	GapUnknown Gap = "undecided"
	GapFails   Gap = "fails"
)

// Verdict is what was found out about a rule.
type Verdict struct {
	Rule   *Rule
	Status Status
	Gap    Gap
	// Filters are those that cover the rule together; of one that is not
	// covered, the nearest, if any is near.
	Filters []*Filter
	Alarms  []*Alarm
	Trails  []*Trail // of the filters' log group, or those that are of others
	// Witness is a log event that would go unnoticed; of a rule that is too
	// broad, one that should be left alone.
	Witness string
	Reasons []string // why it is undecided or not covered, a sentence each
	Notes   []string // what is odd and changes no verdict, a sentence each
	// Broken are the subjects for which an assertion does not hold or is
	// undecided.
	Broken []Broken
}
