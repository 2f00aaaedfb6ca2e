package lint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

func checkIDDimension(p *resourcePass) {
	if p.resource.Operation != putMetricFilter {
		return
	}
	for _, ref := range metricReferences(p.resource) {
		if ref.dimension != "" && strings.HasPrefix(ref.name, "$") && idName(ref.name) {
			p.reportAt(ref.value.Span, fmt.Sprintf("%s has a different value in almost every log event, and each value creates a separate metric.", ref.name),
				"Remove the dimension, or use a property with few values.")
		}
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

func checkMissingDefault(p *resourcePass) {
	for _, t := range transformations(p) {
		value, known := t.Get("metricValue").Str()
		dimensions := t.Get("dimensions")
		if _, err := strconv.ParseFloat(value, 64); !known || err != nil || t.Get("defaultValue") != nil ||
			dimensions != nil && (dimensions.Kind == source.Unknown || len(dimensions.Members) > 0) {
			continue
		}
		p.reportAt(t.Span, "The metric has no datapoint while nothing matches.", "Set defaultValue to 0.")
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

func checkDefaultHidesMatches(p *resourcePass) {
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
}
