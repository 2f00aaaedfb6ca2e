// Package awsprovider holds the resource types of the AWS provider of Terraform
// and of Pulumi's, which is made of it.
package awsprovider

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Type is the mapping of a resource type of the AWS provider, false
// for a type that is none of ours. Source: the provider's documentation and
// the API models.
func Type(kind string) (source.ResourceType, bool) {
	switch kind {
	case "aws_cloudwatch_log_metric_filter":
		return source.LogsType("PutMetricFilter",
			source.Arg("log_group_name", "logGroupName", source.AsIs),
			source.Arg("name", "filterName", source.AsIs),
			source.Arg("pattern", "filterPattern", source.AsTrimmed),
			source.Arg("metric_transformation", "metricTransformations", source.AsBlocks,
				source.Arg("name", "metricName", source.AsIs),
				source.Arg("namespace", "metricNamespace", source.AsIs),
				source.Arg("value", "metricValue", source.AsIs),
				source.Arg("default_value", "defaultValue", source.AsNumberGiven),
				source.Arg("dimensions", "dimensions", source.AsMap),
				source.Arg("unit", "unit", source.AsGiven),
			),
			source.Arg("apply_on_transformed_logs", "applyOnTransformedLogs", source.AsFlag),
		), true
	case "aws_cloudwatch_log_subscription_filter":
		return source.LogsType("PutSubscriptionFilter",
			source.Arg("log_group_name", "logGroupName", source.AsIs),
			source.Arg("name", "filterName", source.AsIs),
			source.Arg("filter_pattern", "filterPattern", source.AsIs),
			source.Arg("destination_arn", "destinationArn", source.AsIs),
			source.Arg("role_arn", "roleArn", source.AsGiven),
			source.Arg("distribution", "distribution", source.AsGiven),
			source.Arg("apply_on_transformed_logs", "applyOnTransformedLogs", source.AsFlag),
			source.Arg("emit_system_fields", "emitSystemFields", source.AsTextsGiven),
		), true
	case "aws_cloudwatch_log_group":
		shape := source.LogsType("CreateLogGroup",
			source.Arg("name", "logGroupName", source.AsIs),
			source.Arg("kms_key_id", "kmsKeyId", source.AsGiven),
			source.Arg("tags", "tags", source.AsMap),
			source.Arg("log_group_class", "logGroupClass", source.AsGiven),
			source.Arg("deletion_protection_enabled", "deletionProtectionEnabled", source.AsFlag),
		)
		shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
			source.Arg("name", "logGroupName", source.AsIs),
			source.Arg("retention_in_days", "retentionInDays", source.AsNumber),
		)}
		return shape, true
	case "aws_cloudwatch_log_stream":
		return source.LogsType("CreateLogStream",
			source.Arg("log_group_name", "logGroupName", source.AsIs),
			source.Arg("name", "logStreamName", source.AsIs),
		), true
	case "aws_cloudwatch_log_destination":
		return source.LogsType("PutDestination",
			source.Arg("name", "destinationName", source.AsIs),
			source.Arg("target_arn", "targetArn", source.AsIs),
			source.Arg("role_arn", "roleArn", source.AsIs),
			source.Arg("tags", "tags", source.AsMap),
		), true
	case "aws_cloudwatch_log_destination_policy":
		return source.LogsType("PutDestinationPolicy",
			source.Arg("destination_name", "destinationName", source.AsIs),
			source.Arg("access_policy", "accessPolicy", source.AsIs),
			source.Arg("force_update", "forceUpdate", source.AsFlag),
		), true
	case "aws_cloudwatch_log_resource_policy":
		return source.LogsType("PutResourcePolicy",
			source.Arg("policy_name", "policyName", source.AsGiven),
			source.Arg("policy_document", "policyDocument", source.AsIs),
			source.Arg("resource_arn", "resourceArn", source.AsGiven),
		), true
	case "aws_cloudwatch_log_account_policy":
		return source.LogsType("PutAccountPolicy",
			source.Arg("policy_name", "policyName", source.AsIs),
			source.Arg("policy_type", "policyType", source.AsIs),
			source.Arg("policy_document", "policyDocument", source.AsIs),
			source.Arg("scope", "scope", source.AsGiven),
			source.Arg("selection_criteria", "selectionCriteria", source.AsGiven),
		), true
	case "aws_cloudfront_realtime_log_config":
		return realtimeType(), true
	case "aws_appfabric_ingestion_destination":
		return ingestionType(), true
	case "aws_cloudwatch_metric_alarm":
		return alarmType(), true
	}
	if shape, ok := documentType(kind); ok {
		return shape, true
	}
	return source.ProviderLink(kind)
}

func realtimeType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
		Arguments: []source.Argument{
			source.Arg("name", "Name", source.AsIs),
			source.Arg("sampling_rate", "SamplingRate", source.AsNumber),
			source.Arg("fields", "Fields", source.AsTexts),
			source.Arg("endpoint", "EndPoints", source.AsBlocks,
				source.Arg("stream_type", "StreamType", source.AsIs),
				source.Required("kinesis_stream_config", "KinesisStreamConfig", source.AsBlock,
					source.Arg("role_arn", "RoleARN", source.AsIs),
					source.Arg("stream_arn", "StreamARN", source.AsIs),
				),
			),
		},
	}
}

func ingestionType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		Arguments: []source.Argument{
			source.Arg("app_bundle_arn", "appBundleIdentifier", source.AsIs),
			source.Arg("ingestion_arn", "ingestionIdentifier", source.AsIs),
			source.Arg("processing_configuration", "processingConfiguration", source.AsBlock,
				source.Required("audit_log", "auditLog", source.AsBlock,
					source.Arg("schema", "schema", source.AsIs),
					source.Arg("format", "format", source.AsIs),
				),
			),
			source.Arg("destination_configuration", "destinationConfiguration", source.AsBlock,
				source.Required("audit_log", "auditLog", source.AsBlock,
					source.Arg("destination", "destination", source.AsBlock,
						source.Arg("s3_bucket", "s3Bucket", source.AsBlock,
							source.Arg("bucket_name", "bucketName", source.AsIs),
							source.Arg("prefix", "prefix", source.AsGiven),
						),
						source.Arg("firehose_stream", "firehoseStream", source.AsBlock,
							source.Arg("stream_name", "streamName", source.AsIs),
						),
					),
				),
			),
			source.Arg("tags", "tags", source.AsPairs),
		},
	}
}

// alarmType has the members of CloudWatch's own API, whose names start with
// capitals.
func alarmType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"},
		Arguments: []source.Argument{
			source.Required("alarm_name", "AlarmName", source.AsIs),
			source.Arg("alarm_description", "AlarmDescription", source.AsGiven),
			source.Arg("actions_enabled", "ActionsEnabled", source.AsFlag),
			source.Arg("alarm_actions", "AlarmActions", source.AsTexts),
			source.Arg("ok_actions", "OKActions", source.AsTexts),
			source.Arg("insufficient_data_actions", "InsufficientDataActions", source.AsTexts),
			source.Arg("metric_name", "MetricName", source.AsGiven),
			source.Arg("namespace", "Namespace", source.AsGiven),
			source.Arg("statistic", "Statistic", source.AsGiven),
			source.Arg("extended_statistic", "ExtendedStatistic", source.AsGiven),
			source.Arg("dimensions", "Dimensions", source.AsNamed),
			source.Arg("period", "Period", source.AsNumber),
			source.Arg("unit", "Unit", source.AsGiven),
			source.Required("evaluation_periods", "EvaluationPeriods", source.AsNumber),
			source.Arg("datapoints_to_alarm", "DatapointsToAlarm", source.AsNumber),
			source.Arg("threshold", "Threshold", source.AsNumber),
			source.Arg("threshold_metric_id", "ThresholdMetricId", source.AsGiven),
			source.Required("comparison_operator", "ComparisonOperator", source.AsIs),
			source.Arg("treat_missing_data", "TreatMissingData", source.AsGiven),
			source.Arg("evaluate_low_sample_count_percentiles", "EvaluateLowSampleCountPercentile", source.AsGiven),
			source.Arg("metric_query", "Metrics", source.AsBlocks,
				source.Required("id", "Id", source.AsIs),
				source.Arg("account_id", "AccountId", source.AsGiven),
				source.Arg("expression", "Expression", source.AsGiven),
				source.Arg("label", "Label", source.AsGiven),
				source.Arg("period", "Period", source.AsNumber),
				source.Arg("return_data", "ReturnData", source.AsFlag),
				source.Arg("metric", "MetricStat", source.AsBlock, alarmMetric()...),
			),
		},
	}
}

// alarmMetric are the arguments of metric_query.metric. Those of the metric
// itself are an object of their own in the request, see nestMetric.
func alarmMetric() []source.Argument {
	return []source.Argument{
		source.Required("metric_name", "MetricName", source.AsIs),
		source.Arg("namespace", "Namespace", source.AsGiven),
		source.Arg("dimensions", "Dimensions", source.AsNamed),
		source.Required("period", "Period", source.AsNumber),
		source.Required("stat", "Stat", source.AsIs),
		source.Arg("unit", "Unit", source.AsGiven),
	}
}
