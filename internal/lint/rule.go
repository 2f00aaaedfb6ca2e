package lint

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Language says what the examples of a rule are written in.
type Language string

// The languages of examples: a filter pattern, field selection criteria, or
// JSON requests as the service receives them, one on a line, each
// {"operation": "PutMetricFilter", "input": {…}}.
const (
	PatternExample  Language = "pattern"
	CriteriaExample Language = "criteria"
	RequestExample  Language = "requests"
	TemplateExample Language = "template" // of CloudFormation, for what links resources
)

// Rule is one kind of finding, with its documentation.
type Rule struct {
	Code     string // stable, e.g. FS003; never reused
	Name     string // kebab name, as unchanging as the code
	Summary  string // what the rule asks for, one sentence
	Severity Severity
	Why      string // what happens otherwise, in a few sentences
	Language Language
	Before   string // an example with the finding; "" when one cannot be given
	After    string // the example without it
	Since    string // the version that has the rule first
	Fixable  bool   // some findings carry a fix that is safe
	Off      bool   // reported only when asked for
	partial  bool   // what pattern says of a part holds whatever stands beside it

	pattern  func(*patternPass)  // looks at one filter pattern that is known and parses
	resource func(*resourcePass) // looks at one request
	groups   func(*groupsPass)   // looks at the log groups of all files
}

// firstVersion is the version that lint came with.
const firstVersion = "0.1.0"

// Rules returns all rules, in the order of their codes. The caller may change
// what it gets.
func Rules() []*Rule {
	return slices.Concat(syntaxRules(), meaningRules(), linkRules(), metricRules(), requestRules(), selfRules())
}

// Lookup finds a rule by its code or its name, nil when there is none.
func Lookup(id string) *Rule {
	for _, r := range Rules() {
		if strings.EqualFold(r.Code, id) || r.Name == id {
			return r
		}
	}
	return nil
}

// meaningRules are about what is accepted and cannot have been meant.
func meaningRules() []*Rule {
	return []*Rule{
		unquotedPhrase(), bracketedWord(), literalStar(), innerStar(), ineffectiveOptional(),
		keywordAsText(), neverHolds(), alwaysHolds(), differentValues(), notEqualOr(),
		regexDot(), blankPhrase(), redundantCondition(), andBindsTighter(), wordConnective(), quotedRegex(), undecided(),
		hyphenInWord(), dottedValue(), clockUnit(),
		tooManyRegexFilters(), tooManyMetricFilters(), tooManySubscriptionFilters(),
		duplicateFilter(), shadowedFilter(), repeatedFilterName(),
		noRetention(), undefinedLogGroup(), logGroupClass(), unfilledSkeleton(), unresolvedToken(), destinationRole(), misnamedArgument(), blankPattern(),
		unquotedYAML(),
	}
}

// linkRules are about what leads from one resource to another.
func linkRules() []*Rule {
	return []*Rule{
		functionPermission(), nameOrARN(), feedsItself(),
		alarmMetric(), alarmDimensions(), alarmSamples(), alarmThreshold(), alarmSilence(), constantDimension(),
		missingPages(), topicSubscription(), mixedRegions(),
	}
}

// metricRules are about metric transformations.
func metricRules() []*Rule {
	return []*Rule{valueNoField(), dimensionNoField(), idDimension(), missingDefault(), defaultHidesMatches(), textValue(), otherSpelling()}
}

// Options say which rules report, and how. Rules are named by code or by name.
// The zero value has every rule report that is not off by default.
type Options struct {
	Disabled map[string]bool
	Enabled  map[string]bool // of rules that are off by default
	Severity map[string]Severity
	// Analyzer decides what patterns mean; it is asked concurrently. Nil is one
	// that proves its answers.
	Analyzer Analyzer
	// Work is what may be spent on proofs, and what ends them early; nil is
	// budget.Command steps.
	Work *budget.Budget
	// Workers is how many files are judged at once; 0 is one for each processor.
	Workers int
	// Judged, unless it is nil, is told what rules find that look at one file,
	// as soon as it has been judged; again when more was found in it then. It is
	// called concurrently.
	Judged func(Judged)
}

// Judged is a file and what was found in it, in any order.
type Judged struct {
	File  *source.File
	Found []Finding
}

// on reports whether a rule reports.
func (o *Options) on(r *Rule) bool {
	if o.Disabled[r.Code] || o.Disabled[r.Name] {
		return false
	}
	return !r.Off || o.Enabled[r.Code] || o.Enabled[r.Name]
}

// severity is the severity that the options give a rule, or else the one given.
func (o *Options) severity(r *Rule, otherwise Severity) Severity {
	if s, ok := o.Severity[r.Code]; ok {
		return s
	}
	if s, ok := o.Severity[r.Name]; ok {
		return s
	}
	return otherwise
}

// Requests that hold metric filters and subscription filters.
var (
	putMetricFilter       = estate.PutMetricFilter
	putSubscriptionFilter = estate.PutSubscriptionFilter
	putRetentionPolicy    = estate.PutRetentionPolicy
	createLogGroup        = estate.CreateLogGroup
	putAccountPolicy      = request.Operation{Service: request.Logs, Name: "PutAccountPolicy"}
)
