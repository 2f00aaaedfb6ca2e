// Package accelerator reads the security-config.yaml of Landing Zone Accelerator
// on AWS: https://awslabs.github.io/landing-zone-accelerator-on-aws/latest/typedocs/interfaces/___packages__aws_accelerator_config_dist_packages__aws_accelerator_config_lib_models_security_config.ISecurityConfig.html.
package accelerator

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// IsConfig reports whether a document has sets of metrics or alarms.
func IsConfig(root *document.Node) bool {
	watch := root.Get("cloudWatch")
	return watch.Get("metricSets") != nil || watch.Get("alarmSets") != nil
}

// Read reads the metric filters, alarms and log groups of a document. Each is
// deployed to the accounts and Regions of its set, so that equal names in two
// sets are no conflict.
func Read(f *source.Reader, root *document.Node) {
	f.Format = source.Accelerator
	r := &reader{f, source.NewLiteral(f)}
	watch := root.Get("cloudWatch")
	r.sets(watch.Get("metricSets"), "cloudWatch.metricSets", "metrics", "metric", metricType(), filter)
	r.sets(watch.Get("alarmSets"), "cloudWatch.alarmSets", "alarms", "alarm", alarmType(), nil)
	r.items(watch.Get("logGroups"), "cloudWatch.logGroups", "logGroup", "", groupType(), nil)
}

type reader struct {
	f       *source.Reader
	literal interface {
		Rendered(*document.Node) *source.Value
	}
}

func (r *reader) sets(sets *document.Node, address, items, kind string, shape source.ResourceType, change func(*source.Value) (*source.Value, []source.Misnamed)) {
	if sets == nil {
		return
	}
	for i, set := range sets.Items {
		at := fmt.Sprintf("%s[%d]", address, i)
		r.items(set.Get(items), at+"."+items, kind, at, shape, change)
	}
}

// items reads the resources of a list. where tells which accounts and Regions
// they are for.
func (r *reader) items(list *document.Node, address, kind, where string, shape source.ResourceType, change func(*source.Value) (*source.Value, []source.Misnamed)) {
	if list == nil {
		return
	}
	for i, item := range list.Items {
		if item.Kind != document.Mapping || len(item.Members) == 0 {
			continue
		}
		at := item.Members[0].Key
		body := r.literal.Rendered(item)
		var misnamed []source.Misnamed
		if change != nil {
			body, misnamed = change(body)
		}
		for _, made := range shape.Requests(body, at, false) {
			made.Misnamed = append(made.Misnamed, misnamed...)
			made.Address, made.Type = fmt.Sprintf("%s[%d]", address, i), kind
			made.At, made.Body, made.Provider = at, item.Whole, where
			r.f.Resources = append(r.f.Resources, made)
		}
	}
}

// filter puts what is about the metric into a list of its own, as the request
// has it. Who wrote such a list has its members one level too deep.
func filter(v *source.Value) (*source.Value, []source.Misnamed) {
	if v.Kind != source.Map {
		return v, nil
	}
	var misnamed []source.Misnamed
	out := &source.Value{Kind: source.Map, Span: v.Span}
	metric := &source.Value{Kind: source.Map, Span: v.Span}
	for _, m := range v.Members {
		switch m.Name {
		case "filterName", "filterPattern", "logGroupName":
			out.Members = append(out.Members, m)
		case "metricTransformations":
			if list := m.Value; list.Kind == source.List && len(list.Items) == 1 && list.Items[0].Kind == source.Map && len(list.Items[0].Members) > 0 {
				inner := list.Items[0].Members
				metric.Members = append(metric.Members, inner...)
				misnamed = append(misnamed, source.Misnamed{Name: inner[0].Name, Key: inner[0].Key, Meant: inner[0].Name, Outside: true})
			}
		default:
			metric.Members = append(metric.Members, m)
		}
	}
	list := &source.Value{Kind: source.List, Span: v.Span, Items: []*source.Value{metric}}
	out.Members = append(out.Members, &source.Member{Name: "transformations", Key: v.Span, Value: list})
	return out, misnamed
}

func metricType() source.ResourceType {
	return source.LogsType("PutMetricFilter",
		source.Named(source.AsIs, "logGroupName"),
		source.Named(source.AsIs, "filterName"),
		source.Named(source.AsIs, "filterPattern"),
		source.Block(source.AsBlocks, "transformations=metricTransformations",
			source.Named(source.AsIs, "metricName"),
			source.Named(source.AsIs, "metricNamespace"),
			source.Named(source.AsIs, "metricValue"),
			source.Named(source.AsNumber, "defaultValue"),
			source.Named(source.AsIs, "unit"),
		),
	)
}

func alarmType() source.ResourceType {
	shape := source.ResourceType{Operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}}
	shape.Arguments = append(source.Named(source.AsIs,
		"alarmName=AlarmName", "alarmDescription=AlarmDescription", "metricName=MetricName", "namespace=Namespace",
		"statistic=Statistic", "comparisonOperator=ComparisonOperator", "treatMissingData=TreatMissingData",
	), source.Named(source.AsNumber, "period=Period", "evaluationPeriods=EvaluationPeriods", "threshold=Threshold")...)
	return shape
}

func groupType() source.ResourceType {
	shape := source.LogsType("CreateLogGroup", source.Named(source.AsIs, "logGroupName"))
	shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
		source.Named(source.AsIs, "logGroupName"),
		source.Named(source.AsNumber, "logRetentionInDays=retentionInDays"),
	)}
	return shape
}
