// Package quota is the one table of the numbers that CloudWatch Logs keeps and
// that may change by date: quotas of an account or a log group, and limits of
// requests that no API model states. Checks, rules, packs, the endpoint and
// the documentation take them from here.
package quota

import (
	"strconv"
	"strings"
	"time"
)

// What a log group, a filter or an account has at most.
const (
	MetricFilters       = 100 // of a log group
	SubscriptionFilters = 5   // of a log group; see SubscriptionFiltersAsOf
	RegexFilters        = 5   // filters of a log group with a regular expression, of both kinds together
	Dimensions          = 3   // of a metric filter, those of system fields included
	DimensionPairs      = 1000
	ResourcePolicies    = 10 // of an account and region
	AccountPolicies     = 1  // of an account and region, of the types that the API reference says so of
	QueryDefinitions    = 1000
	Tags                = 50 // of a resource
	LiveTails           = 15 // sessions of an account at once
)

// What PutLogEvents takes, and what one page of log events holds. Ages and
// spans are in hours.
const (
	BatchEvents     = 10000
	BatchBytes      = 1048576
	EventOverhead   = 26 // bytes that each log event counts beside its message
	EventBytes      = 1048576
	EventBytes2018  = 262144
	BatchSpanHours  = 24
	EventAgeHours   = 14 * 24
	EventAheadHours = 2
	PageEvents      = 10000
	PageBytes       = 1048576
	LiveTailEvents  = 500 // log events in one update of a session
)

// What policies and other documents in requests hold, and what goes with them.
const (
	AccessPolicyBytes     = 5120     // of the policy of a destination
	PolicyCharacters      = 30720    // of an account policy, and of a data protection policy
	SelectionBytes        = 25 << 10 // of the selection criteria of an account policy
	ExtractionGroups      = 50       // names or prefixes that a metric extraction policy selects
	IndexFields           = 20       // of a field index policy
	TransformerParsers    = 5
	AnomalyDetectorGroups = 1
	QueryGroups           = 50 // log groups that a query reads
)

// Quota is one number of the table.
type Quota struct {
	Name  string // as placeholders write it, such as subscriptionFilters
	Limit int
	// Since is the date of the newest evidence, YYYY-MM-DD or YYYY-MM.
	Since string
	// Before is the limit that older evidence has; 0 when it knows no other.
	Before int
	Source string
}

const (
	quotasPage  = "CloudWatch Logs User Guide, service quotas"
	putEvents   = "API reference, PutLogEvents"
	stackd      = "recorded: stackd"
	userReading = "API reference, FilterLogEvents and GetLogEvents"
	accountPage = "API reference, PutAccountPolicy"
	preflight   = "recorded: cdk-preflight"
)

// Table lists all quotas, in the order in which they are declared.
func Table() []Quota {
	return []Quota{
		{"metricFilters", MetricFilters, "2026-09", 0, quotasPage},
		{"subscriptionFilters", SubscriptionFilters, "2026-09", twoSubscriptions, "LimitExceededException of the sixth; cfn-lint#4688"},
		{"regexFilters", RegexFilters, "2026-09", 0, quotasPage + "; LimitExceededException of the sixth"},
		{"dimensions", Dimensions, "2026-09-14", 0, stackd},
		{"dimensionPairs", DimensionPairs, "2026-09", 0, "CloudWatch Logs User Guide, metric filters: within an hour"},
		{"resourcePolicies", ResourcePolicies, "2026-09", 0, quotasPage},
		{"accountPolicies", AccountPolicies, "2026-09", 0, "API reference, PutAccountPolicy: data protection, subscription filters"},
		{"queryDefinitions", QueryDefinitions, "2026-09", 0, quotasPage},
		{"tags", Tags, "2026-09", 0, "AWS tagging"},
		{"liveTails", LiveTails, "2026-09", 0, quotasPage},
		{"batchEvents", BatchEvents, "2026-09", 0, putEvents},
		{"batchBytes", BatchBytes, "2026-09", 0, putEvents + "; recorded: nhs-england-tools/terraform-aws-opennext#27"},
		{"eventOverhead", EventOverhead, "2026-09", 0, putEvents},
		{"eventBytes", EventBytes, "2026-09-13", EventBytes2018, stackd + "; before: maxbanton/cwh#101"},
		{"batchSpanHours", BatchSpanHours, "2026-09", 0, "recorded: aws-greengrass-log-manager#59"},
		{"eventAgeHours", EventAgeHours, "2026-09-13", 0, stackd},
		{"eventAheadHours", EventAheadHours, "2026-09-13", 0, stackd},
		{"pageEvents", PageEvents, "2026-09", 0, userReading},
		{"pageBytes", PageBytes, "2026-09", 0, userReading},
		{"accessPolicyBytes", AccessPolicyBytes, "2026-09", 0, "API reference, PutDestinationPolicy"},
		{"policyCharacters", PolicyCharacters, "2026-09", 0, accountPage},
		{"selectionBytes", SelectionBytes, "2026-09", 0, accountPage},
		{"extractionGroups", ExtractionGroups, "2026-09", 0, accountPage},
		{"indexFields", IndexFields, "2026-09-08", 0, preflight},
		{"transformerParsers", TransformerParsers, "2026-09", 0, "CloudWatch Logs User Guide, create transformers"},
		{"anomalyDetectorGroups", AnomalyDetectorGroups, "2026-09-08", 0, preflight},
		{"queryGroups", QueryGroups, "2026-09-08", 0, preflight + "; API reference, StartQuery"},
		{"liveTailEvents", LiveTailEvents, "2026-09", 0, "API reference, StartLiveTail"},
	}
}

// twoSubscriptions were all that a log group had before they became more: a
// check of others still counted them on 2026-08-07 (cfn-lint#4614), and no more
// on 2026-09-09 (#4688).
const twoSubscriptions = 2

var moreSubscriptions = time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC)

// SubscriptionFiltersAsOf is SubscriptionFilters as of a time; the zero time is
// now.
func SubscriptionFiltersAsOf(asOf time.Time) int {
	if !asOf.IsZero() && asOf.Before(moreSubscriptions) {
		return twoSubscriptions
	}
	return SubscriptionFilters
}

// Hours is a number of hours as a duration.
func Hours(n int) time.Duration { return time.Duration(n) * time.Hour }

// Grouped writes a number with commas between its thousands: 1,048,576.
func Grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Word writes a number up to ten as English text does, others in digits.
func Word(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if n < len(words) {
		return words[n]
	}
	return Grouped(n)
}

// Expand replaces placeholders in a text: {quota.NAME} by the number in digits,
// {quota.NAME words} by the number as text has it. Unknown names are left.
func Expand(text string) string {
	var pairs []string
	for _, q := range Table() {
		pairs = append(pairs, "{quota."+q.Name+"}", strconv.Itoa(q.Limit), "{quota."+q.Name+" words}", Word(q.Limit))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
