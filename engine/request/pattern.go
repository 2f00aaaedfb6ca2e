package request

import (
	"errors"
	"strings"

	"github.com/logsieve/logsieve/grammar"
)

// filterPatternRule is L39: a filter pattern in a request must parse.
const filterPatternRule = "L39"

const filterPatternSource = "recorded: TestMetricFilter and PutMetricFilter with syntax errors; aws-toolkit-jetbrains#3219"

// patternFindings parses a filter pattern of a request. Each syntax error points
// into the member; all of one pattern carry the one text that the service
// answers with.
func patternFindings(d *document, v *Value, path Path) []Finding {
	_, err := d.parse(v.Str())
	var syntax grammar.Errors
	if !errors.As(err, &syntax) {
		return nil
	}
	service := PatternText(d.Operation, syntax)
	var found []Finding
	for _, e := range syntax {
		f := Finding{
			Code: codeFilterPattern.code, Name: codeFilterPattern.name, Rule: filterPatternRule, Severity: Error,
			Path: path, Span: v.TextSpan(d.Raw, e.Span.Start, e.Span.End),
			Service: service, Reason: e.Reason, Remedy: e.Remedy, Replacement: e.Suggestion,
			Source: filterPatternSource,
		}
		found = append(found, f)
	}
	return found
}

// PatternText is the service's text for a bad pattern in a request. The generic
// one names what the operation makes of the pattern (L7); that
// PutSubscriptionFilter does is recorded in
// newrelic/serverless-newrelic-lambda-layers#36. FilterLogEvents has the generic
// one for IS NOT, too (J11, stackd, 2026-09-13), and StartLiveTail puts it before
// every other (DefangLabs/defang#1008); that the two read patterns alike is our
// choice (D).
func PatternText(op Operation, syntax grammar.Errors) string {
	text := syntax.ServiceMessage()
	switch op.Name {
	case "FilterLogEvents", "StartLiveTail":
		if text == grammar.InvalidMetricFilterPattern || strings.EqualFold(text, "Invalid character(s) in term 'NOT'") {
			return invalidFilterPattern
		}
		if op.Name == "StartLiveTail" && !strings.Contains(text, "failed to satisfy constraint") {
			return invalidFilterPattern + ": " + text
		}
	case "PutMetricFilter", "TestMetricFilter":
	case "PutSubscriptionFilter", "PutAccountPolicy":
		if text == grammar.InvalidMetricFilterPattern {
			return "Invalid subscription filter pattern"
		}
	default:
		if text == grammar.InvalidMetricFilterPattern {
			return invalidFilterPattern
		}
	}
	return text
}

const invalidFilterPattern = "Invalid filter pattern"
