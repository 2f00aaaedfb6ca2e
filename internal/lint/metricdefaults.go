package lint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

func idDimension() *Rule {
	return &Rule{
		Code: "MT003", Name: "id-dimension", Severity: request.Warning, Since: firstVersion,
		Summary: "A dimension should have few values.",
		Why: "Each value of a dimension is a separate metric, which is billed, and CloudWatch disables a filter that creates " +
			"1,000 of them within a certain time. IDs, addresses, users and times differ in almost every log event.",
		Language: RequestExample,
		Before:   metricExample(`{ $.latency = * }`, `"metricValue": "$.latency", "dimensions": {"Request": "$.requestId"}`),
		After:    metricExample(`{ $.latency = * }`, `"metricValue": "$.latency", "dimensions": {"Method": "$.method"}`),
		resource: func(p *resourcePass) {
			if p.resource.Operation != putMetricFilter {
				return
			}
			for _, ref := range metricReferences(p.resource) {
				if ref.dimension != "" && strings.HasPrefix(ref.name, "$") && idName(ref.name) {
					p.reportAt(ref.value.Span, fmt.Sprintf("%s has a different value in almost every log event, and each value creates a separate metric.", ref.name),
						"Remove the dimension, or use a property with few values.")
				}
			}
		},
	}
}

// idName reports whether the last name of a selector is one of a value that
// differs from event to event.
func idName(selector string) bool {
	name := selector[strings.LastIndexAny(selector, "$.'")+1:]
	if i := strings.LastIndex(strings.TrimRight(selector, "']"), "'"); i >= 0 {
		name = strings.TrimRight(selector[i+1:], "']")
	}
	plain := strings.ToLower(strings.NewReplacer("_", "", "-", "", "@", "").Replace(name))
	switch plain {
	case "ip", "ipaddress", "sourceip", "sourceipaddress", "clientip", "remoteaddr", "remoteip", "srcaddr", "dstaddr",
		"user", "username", "userid", "email", "useremail", "principalid", "accesskeyid",
		"timestamp", "time", "datetime", "eventtime", "starttime", "endtime",
		"id", "uuid", "guid", "requestid", "correlationid", "traceid", "xraytraceid", "spanid", "sessionid", "eventid",
		"transactionid", "messageid", "orderid", "invocationid", "executionid", "useragent":
		return true
	}
	return false
}

func missingDefault() *Rule {
	return &Rule{
		Code: "MT004", Name: "missing-default", Severity: request.Info, Off: true, Since: firstVersion,
		Summary: "A metric that counts should have a default value.",
		Why: "Without defaultValue the metric has no datapoint while nothing matches: graphs have gaps, and an alarm is in " +
			"INSUFFICIENT_DATA instead of OK. With 0, log events that do not match count as 0. A metric with dimensions cannot have a default value.",
		Language: RequestExample,
		Before:   metricExample(`ERROR`, `"metricValue": "1"`),
		After:    metricExample(`ERROR`, `"metricValue": "1", "defaultValue": 0`),
		resource: func(p *resourcePass) {
			for _, t := range transformations(p) {
				value, known := t.Get("metricValue").Str()
				dimensions := t.Get("dimensions")
				if _, err := strconv.ParseFloat(value, 64); !known || err != nil || t.Get("defaultValue") != nil ||
					dimensions != nil && (dimensions.Kind == source.Unknown || len(dimensions.Members) > 0) {
					continue
				}
				p.reportAt(t.Span, "The metric has no datapoint while nothing matches.", "Set defaultValue to 0.")
			}
		},
	}
}

// transformations are the metric transformations of a request whose members
// are known.
func transformations(p *resourcePass) []*source.Value {
	list := p.input("metricTransformations")
	if p.resource.Operation != putMetricFilter || list == nil {
		return nil
	}
	var known []*source.Value
	for _, t := range list.Items {
		if t.Kind == source.Map {
			known = append(known, t)
		}
	}
	return known
}

func defaultHidesMatches() *Rule {
	return &Rule{
		Code: "MT005", Name: "default-hides-matches", Severity: request.Warning, Since: firstVersion,
		Summary: "The default value must differ from the value of a match.",
		Why: "defaultValue is published for every log event that does not match (X6). When it equals metricValue, the metric " +
			"counts all log events, whatever the pattern.",
		Language: RequestExample,
		Before:   metricExample(`ERROR`, `"metricValue": "1", "defaultValue": 1`),
		After:    metricExample(`ERROR`, `"metricValue": "1", "defaultValue": 0`),
		resource: func(p *resourcePass) {
			for _, t := range transformations(p) {
				text, _ := t.Get("metricValue").Str()
				value, err := strconv.ParseFloat(text, 64)
				fallback := t.Get("defaultValue")
				if err != nil || fallback == nil || fallback.Kind != source.Number {
					continue
				}
				if d, err := strconv.ParseFloat(fallback.Literal, 64); err == nil && d == value {
					p.reportAt(fallback.Span, "Log events that do not match count like those that match.", "Set defaultValue to 0, or remove it.")
				}
			}
		},
	}
}
