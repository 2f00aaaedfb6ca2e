package lint

import (
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
	Severity Severity
	Off      bool // reported only when asked for
	partial  bool // what pattern says of a part holds whatever stands beside it

	// What the rule's page says, in docs/rules.
	Summary  string // what the rule asks for, one sentence
	Why      string // what happens otherwise, in a few sentences
	Language Language
	Before   string // an example with the finding; "" when one cannot be given
	After    string // the example without it
	Since    string // the version that has the rule first
	Fixable  bool   // some findings carry a fix that is safe

	pattern  func(*patternPass)  // looks at one filter pattern that is known and parses
	resource func(*resourcePass) // looks at one request
	groups   func(*groupsPass)   // looks at the log groups of all files
}

// Rules returns all rules, in the order of their codes. The caller may change
// what it gets.
func Rules() []*Rule {
	var rules []*Rule
	for _, r := range documented() {
		own := *r
		rules = append(rules, &own)
	}
	return rules
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

// ownRules are those about what is accepted and cannot have been meant, in
// patterns and log groups, in what leads from one resource to another, and in
// metric transformations.
func ownRules() []*Rule {
	return []*Rule{
		{Code: "FS001", Name: "unquoted-phrase", Severity: request.Warning, pattern: checkUnquotedPhrase},
		{Code: "FS002", Name: "bracketed-word", Severity: request.Warning, pattern: checkBracketedWord},
		{Code: "FS003", Name: "literal-star", Severity: request.Warning, partial: true, pattern: checkLiteralStar},
		{Code: "FS004", Name: "inner-star", Severity: request.Info, Off: true, partial: true, pattern: checkInnerStar},
		{Code: "FS005", Name: "ineffective-optional", Severity: request.Warning, pattern: checkIneffectiveOptional},
		{Code: "FS006", Name: "keyword-as-text", Severity: request.Warning, partial: true, pattern: checkKeywordAsText},
		{Code: "FS007", Name: "never-holds", Severity: request.Warning, partial: true, pattern: checkNeverHolds},
		{Code: "FS008", Name: "always-holds", Severity: request.Warning, partial: true, pattern: checkAlwaysHolds},
		{Code: "FS009", Name: "different-values", Severity: request.Warning, partial: true, pattern: checkDifferentValues},
		{Code: "FS010", Name: "not-equal-or", Severity: request.Warning, partial: true, pattern: checkNotEqualOr},
		{Code: "FS011", Name: "regex-dot", Severity: request.Warning, partial: true, pattern: checkRegexDot},
		{Code: "FS012", Name: "blank-phrase", Severity: request.Info, pattern: checkBlankPhrase},
		{Code: "FS013", Name: "redundant-condition", Severity: request.Warning, pattern: checkRedundantCondition},
		{Code: "FS014", Name: "and-binds-tighter", Severity: request.Warning, pattern: checkAndBindsTighter},
		{Code: "FS015", Name: "word-connective", Severity: request.Warning, pattern: checkWordConnective},
		{Code: "FS016", Name: "quoted-regex", Severity: request.Warning, pattern: checkQuotedRegex},
		{Code: "FS017", Name: "undecided", Severity: request.Info, pattern: checkUndecided, groups: checkUndecidedPairs},
		{Code: "FS018", Name: "mark-inside-word", Severity: request.Warning, pattern: checkHyphenInWord},
		{Code: "FS019", Name: "ellipsis-in-value", Severity: request.Warning, pattern: checkDottedValue},
		{Code: "FS020", Name: "clock-unit", Severity: request.Warning, resource: checkClock},
		{Code: "FS101", Name: "too-many-regex-filters", Severity: request.Error, groups: checkTooManyRegexFilters},
		{Code: "FS102", Name: "too-many-metric-filters", Severity: request.Error, groups: checkTooManyMetricFilters},
		{Code: "FS103", Name: "too-many-subscription-filters", Severity: request.Error, groups: checkTooManySubscriptionFilters},
		{Code: "FS104", Name: "duplicate-filter", Severity: request.Warning, groups: func(p *groupsPass) { p.pairs(true) }},
		{Code: "FS105", Name: "shadowed-filter", Severity: request.Warning, groups: func(p *groupsPass) { p.pairs(false) }},
		{Code: "FS106", Name: "repeated-filter-name", Severity: request.Warning, groups: repeatedNames},
		{Code: "FS107", Name: "no-retention", Severity: request.Info, groups: checkNoRetention},
		{Code: "FS108", Name: "undefined-log-group", Severity: request.Info, Off: true, groups: checkUndefinedLogGroup},
		{Code: "FS113", Name: "log-group-class", Severity: request.Error, groups: checkLogGroupClass},
		{Code: "FS109", Name: "unfilled-skeleton", Severity: request.Warning, resource: checkUnfilledSkeleton},
		{Code: "FS110", Name: "unresolved-token", Severity: request.Warning, resource: checkUnresolvedToken},
		{Code: "FS111", Name: "destination-role", Severity: request.Error, resource: checkDestinationRole, groups: checkOrganizationRole},
		{Code: "FS114", Name: "no-such-argument", Severity: request.Error, resource: checkMisnamedArgument},
		{Code: "FS115", Name: "blank-pattern", Severity: request.Warning, resource: checkBlankPattern},
		{Code: "FS112", Name: "pattern-not-text", Severity: request.Error, resource: checkUnquotedYAML},

		{Code: "FS120", Name: "function-permission", Severity: request.Error, resource: checkPermission},
		{Code: "FS121", Name: "name-or-arn", Severity: request.Error, resource: checkForms},
		{Code: "FS122", Name: "feeds-itself", Severity: request.Warning, resource: checkLoop},
		{Code: "FS123", Name: "alarm-metric", Severity: request.Warning, resource: checkAlarmMetric},
		{Code: "FS124", Name: "alarm-dimensions", Severity: request.Warning, resource: checkAlarmDimensions},
		{Code: "FS125", Name: "alarm-samples", Severity: request.Warning, resource: checkAlarmSamples},
		{Code: "FS126", Name: "alarm-threshold", Severity: request.Warning, resource: checkAlarmThreshold},
		{Code: "FS127", Name: "alarm-silence", Severity: request.Info, resource: checkAlarmSilence},
		{Code: "FS128", Name: "constant-dimension", Severity: request.Error, resource: checkConstantDimension},
		{Code: "FS130", Name: "missing-pages", Severity: request.Warning, groups: checkPages},
		{Code: "FS131", Name: "topic-subscription", Severity: request.Info, groups: checkTopics},
		{Code: "FS132", Name: "mixed-regions", Severity: request.Warning, groups: checkMixedRegions},

		{Code: "MT001", Name: "value-no-field", Severity: request.Warning, pattern: func(p *patternPass) { checkFields(p, false) }},
		{Code: "MT002", Name: "dimension-no-field", Severity: request.Warning, pattern: func(p *patternPass) { checkFields(p, true) }},
		{Code: "MT003", Name: "id-dimension", Severity: request.Warning, resource: checkIDDimension},
		{Code: "MT004", Name: "missing-default", Severity: request.Info, Off: true, resource: checkMissingDefault},
		{Code: "MT005", Name: "default-hides-matches", Severity: request.Warning, resource: checkDefaultHidesMatches},
		{Code: "MT006", Name: "text-value", Severity: request.Warning, pattern: checkTextValue},
		{Code: "MT007", Name: "other-spelling", Severity: request.Warning, pattern: checkSpelling},
	}
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
