package terraform

import (
	"strings"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/cloudformation"
)

// cloudControl is the mapping of a type of the AWSCC provider, whose arguments
// are the properties of a type of CloudFormation:
// https://registry.terraform.io/providers/hashicorp/awscc/latest/docs.
func cloudControl(kind string) (source.ResourceType, bool) {
	switch kind {
	case "awscc_cloudwatch_alarm":
		return cloudformation.Type("AWS::CloudWatch::Alarm")
	case "awscc_appfabric_ingestion_destination":
		return cloudformation.Type("AWS::AppFabric::IngestionDestination")
	case "awscc_cloudfront_realtime_log_config":
		return cloudformation.Type("AWS::CloudFront::RealtimeLogConfig")
	}
	name, ok := strings.CutPrefix(kind, "awscc_logs_")
	if !ok {
		return source.ResourceType{}, false
	}
	return cloudformation.Type("AWS::Logs::" + property(name))
}

// properties gives arguments the names of properties: log_group_name is
// LogGroupName.
func properties(v *source.Value) *source.Value {
	out := *v
	out.Items, out.Members = nil, nil
	for _, item := range v.Items {
		out.Items = append(out.Items, properties(item))
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, &source.Member{Name: property(m.Name), Key: m.Key, Value: properties(m.Value)})
	}
	if v.Kind == source.List && v.Items == nil || v.Kind != source.List && v.Kind != source.Map {
		return v
	}
	return &out
}

func property(name string) string {
	switch name {
	case "ok_actions":
		return "OKActions"
	case "end_points":
		return "EndPoints"
	}
	var b strings.Builder
	for _, word := range strings.Split(name, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
