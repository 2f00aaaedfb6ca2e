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
			source.Required("log_group_name", "logGroupName", source.AsIs),
			source.Required("name", "filterName", source.AsIs),
			source.Required("pattern", "filterPattern", source.AsTrimmed),
			source.Required("metric_transformation", "metricTransformations", source.AsBlocks,
				source.Required("name", "metricName", source.AsIs),
				source.Required("namespace", "metricNamespace", source.AsIs),
				source.Required("value", "metricValue", source.AsIs),
				source.Optional("default_value", "defaultValue", source.AsNumberGiven),
				source.Optional("dimensions", "dimensions", source.AsMap),
				source.Optional("unit", "unit", source.AsGiven),
			),
			source.Optional("apply_on_transformed_logs", "applyOnTransformedLogs", source.AsFlag),
		), true
	case "aws_cloudwatch_log_subscription_filter":
		return source.LogsType("PutSubscriptionFilter",
			source.Required("log_group_name", "logGroupName", source.AsIs),
			source.Required("name", "filterName", source.AsIs),
			source.Required("filter_pattern", "filterPattern", source.AsIs),
			source.Required("destination_arn", "destinationArn", source.AsIs),
			source.Optional("role_arn", "roleArn", source.AsGiven),
			source.Optional("distribution", "distribution", source.AsGiven),
			source.Optional("apply_on_transformed_logs", "applyOnTransformedLogs", source.AsFlag),
			source.Optional("emit_system_fields", "emitSystemFields", source.AsTextsGiven),
		), true
	case "aws_cloudwatch_log_group":
		shape := source.LogsType("CreateLogGroup",
			source.Required("name", "logGroupName", source.AsIs),
			source.Optional("kms_key_id", "kmsKeyId", source.AsGiven),
			source.Optional("tags", "tags", source.AsMap),
			source.Optional("log_group_class", "logGroupClass", source.AsGiven),
			source.Optional("deletion_protection_enabled", "deletionProtectionEnabled", source.AsFlag),
		)
		shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
			source.Required("name", "logGroupName", source.AsIs),
			source.Required("retention_in_days", "retentionInDays", source.AsNumber),
		)}
		return shape, true
	case "aws_cloudwatch_log_stream":
		return source.LogsType("CreateLogStream",
			source.Required("log_group_name", "logGroupName", source.AsIs),
			source.Required("name", "logStreamName", source.AsIs),
		), true
	case "aws_cloudwatch_log_destination":
		return source.LogsType("PutDestination",
			source.Required("name", "destinationName", source.AsIs),
			source.Required("target_arn", "targetArn", source.AsIs),
			source.Required("role_arn", "roleArn", source.AsIs),
			source.Optional("tags", "tags", source.AsMap),
		), true
	case "aws_cloudwatch_log_destination_policy":
		return source.LogsType("PutDestinationPolicy",
			source.Required("destination_name", "destinationName", source.AsIs),
			source.Required("access_policy", "accessPolicy", source.AsIs),
			source.Optional("force_update", "forceUpdate", source.AsFlag),
		), true
	case "aws_cloudwatch_log_resource_policy":
		return source.LogsType("PutResourcePolicy",
			source.Optional("policy_name", "policyName", source.AsGiven),
			source.Required("policy_document", "policyDocument", source.AsIs),
			source.Optional("resource_arn", "resourceArn", source.AsGiven),
		), true
	case "aws_cloudwatch_log_account_policy":
		return source.LogsType("PutAccountPolicy",
			source.Required("policy_name", "policyName", source.AsIs),
			source.Required("policy_type", "policyType", source.AsIs),
			source.Required("policy_document", "policyDocument", source.AsIs),
			source.Optional("scope", "scope", source.AsGiven),
			source.Optional("selection_criteria", "selectionCriteria", source.AsGiven),
		), true
	case "aws_cloudfront_realtime_log_config":
		return realtimeType(), true
	case "aws_appfabric_ingestion_destination":
		return ingestionType(), true
	case "aws_cloudwatch_metric_alarm":
		return alarmType(), true
	}
	return source.ResourceType{}, false
}

func realtimeType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
		Arguments: []source.Argument{
			source.Required("name", "Name", source.AsIs),
			source.Required("sampling_rate", "SamplingRate", source.AsNumber),
			source.Required("fields", "Fields", source.AsTexts),
			source.Required("endpoint", "EndPoints", source.AsBlocks,
				source.Required("stream_type", "StreamType", source.AsIs),
				source.Required("kinesis_stream_config", "KinesisStreamConfig", source.AsBlock,
					source.Required("role_arn", "RoleARN", source.AsIs),
					source.Required("stream_arn", "StreamARN", source.AsIs),
				),
			),
		},
	}
}

func ingestionType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		Arguments: []source.Argument{
			source.Required("app_bundle_arn", "appBundleIdentifier", source.AsIs),
			source.Required("ingestion_arn", "ingestionIdentifier", source.AsIs),
			source.Required("processing_configuration", "processingConfiguration", source.AsBlock,
				source.Required("audit_log", "auditLog", source.AsBlock,
					source.Required("schema", "schema", source.AsIs),
					source.Required("format", "format", source.AsIs),
				),
			),
			source.Required("destination_configuration", "destinationConfiguration", source.AsBlock,
				source.Required("audit_log", "auditLog", source.AsBlock,
					source.Required("destination", "destination", source.AsBlock,
						source.Optional("s3_bucket", "s3Bucket", source.AsBlock,
							source.Required("bucket_name", "bucketName", source.AsIs),
							source.Optional("prefix", "prefix", source.AsGiven),
						),
						source.Optional("firehose_stream", "firehoseStream", source.AsBlock,
							source.Required("stream_name", "streamName", source.AsIs),
						),
					),
				),
			),
			source.Optional("tags", "tags", source.AsPairs),
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
			source.Optional("alarm_description", "AlarmDescription", source.AsGiven),
			source.Optional("actions_enabled", "ActionsEnabled", source.AsFlag),
			source.Optional("alarm_actions", "AlarmActions", source.AsTexts),
			source.Optional("ok_actions", "OKActions", source.AsTexts),
			source.Optional("insufficient_data_actions", "InsufficientDataActions", source.AsTexts),
			source.Optional("metric_name", "MetricName", source.AsGiven),
			source.Optional("namespace", "Namespace", source.AsGiven),
			source.Optional("statistic", "Statistic", source.AsGiven),
			source.Optional("extended_statistic", "ExtendedStatistic", source.AsGiven),
			source.Optional("dimensions", "Dimensions", source.AsNamed),
			source.Optional("period", "Period", source.AsNumber),
			source.Optional("unit", "Unit", source.AsGiven),
			source.Required("evaluation_periods", "EvaluationPeriods", source.AsNumber),
			source.Optional("datapoints_to_alarm", "DatapointsToAlarm", source.AsNumber),
			source.Optional("threshold", "Threshold", source.AsNumber),
			source.Optional("threshold_metric_id", "ThresholdMetricId", source.AsGiven),
			source.Required("comparison_operator", "ComparisonOperator", source.AsIs),
			source.Optional("treat_missing_data", "TreatMissingData", source.AsGiven),
			source.Optional("evaluate_low_sample_count_percentiles", "EvaluateLowSampleCountPercentile", source.AsGiven),
			source.Optional("metric_query", "Metrics", source.AsBlocks,
				source.Required("id", "Id", source.AsIs),
				source.Optional("account_id", "AccountId", source.AsGiven),
				source.Optional("expression", "Expression", source.AsGiven),
				source.Optional("label", "Label", source.AsGiven),
				source.Optional("period", "Period", source.AsNumber),
				source.Optional("return_data", "ReturnData", source.AsFlag),
				source.Optional("metric", "MetricStat", source.AsBlock, alarmMetric()...),
			),
		},
	}
}

// alarmMetric are the arguments of metric_query.metric. Those of the metric
// itself are an object of their own in the request, see nestMetric.
func alarmMetric() []source.Argument {
	return []source.Argument{
		source.Required("metric_name", "MetricName", source.AsIs),
		source.Optional("namespace", "Namespace", source.AsGiven),
		source.Optional("dimensions", "Dimensions", source.AsNamed),
		source.Required("period", "Period", source.AsNumber),
		source.Required("stat", "Stat", source.AsIs),
		source.Optional("unit", "Unit", source.AsGiven),
	}
}
