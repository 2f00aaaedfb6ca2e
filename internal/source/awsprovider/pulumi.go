package awsprovider

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// PulumiType is the mapping of a type of the AWS provider, which has the
// attributes of Terraform in camel case and blocks that stand once as objects.
func PulumiType(kind string) (source.ResourceType, bool) {
	parts := strings.Split(kind, ":")
	if len(parts) != 3 || parts[0] != "aws" {
		return source.ResourceType{}, false
	}
	module, _, _ := strings.Cut(parts[1], "/")
	types := map[string]string{
		"cloudwatch:LogMetricFilter":              "aws_cloudwatch_log_metric_filter",
		"cloudwatch:LogSubscriptionFilter":        "aws_cloudwatch_log_subscription_filter",
		"cloudwatch:LogGroup":                     "aws_cloudwatch_log_group",
		"cloudwatch:LogStream":                    "aws_cloudwatch_log_stream",
		"cloudwatch:LogDestination":               "aws_cloudwatch_log_destination",
		"cloudwatch:LogDestinationPolicy":         "aws_cloudwatch_log_destination_policy",
		"cloudwatch:LogResourcePolicy":            "aws_cloudwatch_log_resource_policy",
		"cloudwatch:LogAccountPolicy":             "aws_cloudwatch_log_account_policy",
		"cloudwatch:LogDataProtectionPolicy":      "aws_cloudwatch_log_data_protection_policy",
		"cloudwatch:LogIndexPolicy":               "aws_cloudwatch_log_index_policy",
		"cloudwatch:LogTransformer":               "aws_cloudwatch_log_transformer",
		"cloudwatch:LogAnomalyDetector":           "aws_cloudwatch_log_anomaly_detector",
		"cloudwatch:LogDeliverySource":            "aws_cloudwatch_log_delivery_source",
		"cloudwatch:LogDeliveryDestination":       "aws_cloudwatch_log_delivery_destination",
		"cloudwatch:LogDeliveryDestinationPolicy": "aws_cloudwatch_log_delivery_destination_policy",
		"cloudwatch:QueryDefinition":              "aws_cloudwatch_query_definition",
		"cloudwatch:MetricAlarm":                  "aws_cloudwatch_metric_alarm",
		"lambda:Function":                         "aws_lambda_function",
		"lambda:Alias":                            "aws_lambda_alias",
		"lambda:Permission":                       "aws_lambda_permission",
		"kinesis:Stream":                          "aws_kinesis_stream",
		"kinesis:FirehoseDeliveryStream":          "aws_kinesis_firehose_delivery_stream",
		"iam:Role":                                "aws_iam_role",
		"iam:RolePolicy":                          "aws_iam_role_policy",
		"iam:Policy":                              "aws_iam_policy",
		"iam:RolePolicyAttachment":                "aws_iam_role_policy_attachment",
		"iam:PolicyAttachment":                    "aws_iam_policy_attachment",
		"sns:Topic":                               "aws_sns_topic",
		"sns:TopicSubscription":                   "aws_sns_topic_subscription",
		"cloudtrail:Trail":                        "aws_cloudtrail",
		"kinesis:ResourcePolicy":                  "aws_kinesis_resource_policy",
		"organizations:Policy":                    "aws_organizations_policy",
		"cloudfront:RealtimeLogConfig":            "aws_cloudfront_realtime_log_config",
		"appfabric:IngestionDestination":          "aws_appfabric_ingestion_destination",
	}
	shape, ok := Type(types[module+":"+parts[2]])
	if !ok {
		return source.ResourceType{}, false
	}
	shape.Arguments = camelMembers(shape.Arguments)
	for i, m := range shape.Arguments {
		switch {
		case shape.Operation.Name == "PutSubscriptionFilter" && m.From == "logGroupName":
			shape.Arguments[i].From = "logGroup"
		case shape.Operation.Name == "AddPermission" && m.From == "functionName":
			shape.Arguments[i].From = "function"
		case shape.Operation.Name == "PutMetricAlarm" && m.From == "alarmName":
			shape.Arguments[i].From = "name"
		}
	}
	shape.More = slices.Clone(shape.More) // the type of Terraform has them, too
	for i := range shape.More {
		shape.More[i].Arguments = camelMembers(shape.More[i].Arguments)
	}
	return shape, true
}

// camelMembers names arguments as Pulumi does. Lists of blocks have plural
// names where they may have several.
func camelMembers(members []source.Argument) []source.Argument {
	out := slices.Clone(members)
	for i, m := range out {
		out[i].From = source.CamelCase(strings.ReplaceAll(m.From, "_", "-"))
		switch m.From {
		case "metric_query":
			out[i].From = "metricQueries"
		case "transformer_config":
			out[i].From = "transformerConfigs"
		case "inline_policy":
			out[i].From = "inlinePolicies"
		case "event_selector", "advanced_event_selector", "field_selector":
			out[i].From += "s"
		}
		out[i].Arguments = camelMembers(m.Arguments)
	}
	return out
}
