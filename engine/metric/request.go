package metric

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/logsieve/logsieve/engine"
	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/constraint"
	"github.com/logsieve/logsieve/internal/quota"
)

// PutMetricFilterRequest is the request of the PutMetricFilter operation.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
//
// An evaluation needs no LogGroupName and no FilterName; they are checked when
// they are there.
type PutMetricFilterRequest struct {
	LogGroupName string `json:"logGroupName,omitempty"`
	FilterName   string `json:"filterName,omitempty"`
	// FilterPattern is required, and may be empty.
	FilterPattern *string `json:"filterPattern"`
	// MetricTransformations holds exactly one transformation (X1).
	MetricTransformations []MetricTransformation `json:"metricTransformations"`
	// ApplyOnTransformedLogs has no effect on an evaluation, which knows no
	// log transformers.
	ApplyOnTransformedLogs bool `json:"applyOnTransformedLogs,omitempty"`
	// FieldSelectionCriteria select the log events by account and region
	// (X10).
	FieldSelectionCriteria string `json:"fieldSelectionCriteria,omitempty"`
	// EmitSystemFieldDimensions are the system fields that become dimensions
	// of matches (X9).
	EmitSystemFieldDimensions []string `json:"emitSystemFieldDimensions,omitempty"`
}

// MetricTransformation says what a metric filter publishes.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
type MetricTransformation struct {
	MetricName      string `json:"metricName"`
	MetricNamespace string `json:"metricNamespace"`
	// MetricValue is a number, a property selector, $name or $position (X2).
	MetricValue string `json:"metricValue"`
	// DefaultValue is published for log events that do not match, and for
	// those that match without a value (X5, X6).
	DefaultValue *float64 `json:"defaultValue,omitempty"`
	// Dimensions are property selectors, $name or $position by the
	// dimension's name, at most three (X4).
	Dimensions map[string]string `json:"dimensions,omitempty"`
	// Unit is one of Units; empty means None.
	Unit string `json:"unit,omitempty"`
}

// Limits of metric filters (X1, X4, X11).
const (
	maxTransformations   = 1
	maxFilterNameLength  = 512
	maxGroupNameLength   = 512
	maxMetricNameLength  = 255 // metricName and metricNamespace
	maxMetricValueLength = 100
	maxDimensionLength   = 255 // names and selectors
	maxDimensions        = quota.Dimensions
)

// Units lists the units of metrics (X1).
func Units() []string {
	return []string{
		"Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
		"Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count",
		"Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second",
		"Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
	}
}

// Texts of the service. All are recorded; the ones about the number of
// dimensions and about system fields in us-east-1 on 2026-09-14.
const (
	reservedNamespace     = "Metric namespaces starting with AWS/ are reserved for AWS."
	dimensionsAndDefault  = "Invalid metric transformation: dimensions and default value are mutually exclusive properties"
	dimensionNoSelector   = "Invalid metric transformation: dimension value must be valid selector"
	dimensionsUnsupported = "The specified filter pattern does not support dimensions"
	tooManyDimensions     = "Number of dimensions exceeds the maximum number of dimensions supported per metric filter"
)

func badMetricValue(value string) string {
	return "Invalid metric transformation: metric value " + value + " must be a valid number"
}

func invalid(message string, cause error) error {
	return &engine.APIError{Code: engine.InvalidParameterException, Message: message, Status: 400, Cause: cause}
}

var (
	groupName  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[.\-_/#A-Za-z0-9]+$`) })
	filterName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^:*]*$`) })
)

// violations are the broken constraints of a request, in the service's words.
func (req *PutMetricFilterRequest) violations() []string {
	var found []string
	add := func(kind constraint.Kind, value, member, rule string) {
		found = append(found, constraint.Text(kind, value, member, rule))
	}
	longest := func(n int) string { return fmt.Sprintf("Member must have length less than or equal to %d", n) }
	atMost := func(n int, value, member string) {
		if utf8.RuneCountInString(value) > n {
			add(constraint.StringLength, value, member, longest(n))
		}
	}
	const required = "Member must not be null"
	matching := func(pattern string) string { return "Member must satisfy regular expression pattern: " + pattern }

	if v := req.LogGroupName; v != "" {
		if !groupName().MatchString(v) {
			add(constraint.Pattern, v, "logGroupName", matching(`[\.\-_/#A-Za-z0-9]+`))
		}
		atMost(maxGroupNameLength, v, "logGroupName")
	}
	if v := req.FilterName; v != "" {
		if !filterName().MatchString(v) {
			add(constraint.Pattern, v, "filterName", matching(`[^:*]*`))
		}
		atMost(maxFilterNameLength, v, "filterName")
	}
	if p := req.FilterPattern; p == nil {
		add(constraint.Null, "", "filterPattern", required)
	} else {
		atMost(grammar.MaxPatternLength, *p, "filterPattern")
	}
	atMost(grammar.MaxCriteriaLength, req.FieldSelectionCriteria, "fieldSelectionCriteria")
	switch n := len(req.MetricTransformations); {
	case req.MetricTransformations == nil:
		add(constraint.Null, "", "metricTransformations", required)
		return found
	case n == 0:
		add(constraint.ListLength, "", "metricTransformations", "Member must have length greater than or equal to 1")
		return found
	case n > maxTransformations:
		add(constraint.ListLength, "", "metricTransformations", longest(maxTransformations))
	}
	for i, t := range req.MetricTransformations {
		at := fmt.Sprintf("metricTransformations.%d.member.", i+1)
		for _, m := range []struct{ name, value, forbidden string }{
			{"metricName", t.MetricName, ":*$"},
			{"metricNamespace", t.MetricNamespace, "*$"}, // the colon is taken, though the API model forbids it
		} {
			switch {
			case m.value == "":
				add(constraint.Null, "", at+m.name, required)
			case strings.ContainsAny(m.value, m.forbidden):
				add(constraint.Pattern, m.value, at+m.name, matching(`[^:*$]*`))
			}
			atMost(maxMetricNameLength, m.value, at+m.name)
		}
		atMost(maxMetricValueLength, t.MetricValue, at+"metricValue")
		for _, k := range slices.Sorted(maps.Keys(t.Dimensions)) {
			if utf8.RuneCountInString(k) > maxDimensionLength {
				add(constraint.Element, "", at+"dimensions", "Map keys must satisfy constraint: ["+longest(maxDimensionLength)+"]")
			}
			if utf8.RuneCountInString(t.Dimensions[k]) > maxDimensionLength {
				add(constraint.Element, "", at+"dimensions", "Map value must satisfy constraint: ["+longest(maxDimensionLength)+"]")
			}
		}
		if t.Unit != "" && !slices.Contains(Units(), t.Unit) {
			add(constraint.Enum, t.Unit, at+"unit", "Member must satisfy enum value set: ["+strings.Join(constraint.PrintedUnits(), ", ")+"]")
		}
	}
	return found
}
