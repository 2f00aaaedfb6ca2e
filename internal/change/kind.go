package change

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// kinds are what requests make, in the order in which they are shown.
var kinds = []struct {
	operation request.Operation
	name      string
	member    string // that names what it makes
}{
	{estate.PutMetricAlarm, alarmKind, "AlarmName"},
	{estate.PutMetricFilter, "metric filter", "filterName"},
	{estate.PutSubscriptionFilter, delivery, "filterName"},
	{estate.PutDestination, "destination", "destinationName"},
	{estate.PutDestinationPolicy, "destination policy", "destinationName"},
	{source.AddPermission, "Lambda permission", ""},
	{estate.CreateLogGroup, "log group", "logGroupName"},
	{estate.PutRetentionPolicy, "retention policy", "logGroupName"},
	{request.Operation{Service: request.Logs, Name: "PutAccountPolicy"}, "account policy", "policyName"},
	{request.Operation{Service: request.Logs, Name: "PutResourcePolicy"}, "resource policy", "policyName"},
	{request.Operation{Service: request.Logs, Name: "PutQueryDefinition"}, "query definition", "name"},
}

// listed is a filter pattern of a list.
const listed = "filter pattern"

// kindOf is what a request makes.
func kindOf(r *source.Resource) string {
	for _, k := range kinds {
		if k.operation == r.Operation {
			return k.name
		}
	}
	if r.Type == "pattern" {
		return listed
	}
	name := r.Operation.Name
	for _, verb := range []string{"Put", "Create"} {
		if rest, ok := strings.CutPrefix(name, verb); ok {
			return words(rest)
		}
	}
	return name + " request"
}

// words takes a name of the API apart: LogAnomalyDetector is log anomaly
// detector.
func words(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func nameMember(op request.Operation) string {
	for _, k := range kinds {
		if k.operation == op {
			return k.member
		}
	}
	return ""
}

// rank is the place of a kind among all.
func rank(kind string) int {
	for i, k := range kinds {
		if k.name == kind {
			return i
		}
	}
	return len(kinds)
}

func byRank(a, b string) int {
	if d := rank(a) - rank(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

func sortedKinds(n map[string]int) []string {
	return slices.SortedFunc(maps.Keys(n), byRank)
}

// plural is a kind, for a number of them.
func plural(n int, kind string) string {
	if n == 1 {
		return kind
	}
	if rest, ok := strings.CutSuffix(kind, "y"); ok {
		return rest + "ies"
	}
	return kind + "s"
}
