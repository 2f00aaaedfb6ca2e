package source

import "github.com/logsieve/logsieve/engine/request"

// tfAs is how an argument of Terraform becomes a member of a request.
type tfAs uint8

const (
	asIs      tfAs = iota // a string
	asTrimmed             // a string that the provider trims before it sends it
	asGiven               // a string that is unset when it is empty
	asNumber
	asNumberGiven // a number in a string that is unset when it is empty
	asFlag
	asTexts      // a list of strings
	asTextsGiven // one that is unset when it is empty
	asMap        // a map of strings, unset when it is empty
	asPairs      // a map that the request has as a list of {key, value}
	asNamed      // a map that the request has as a list of {Name, Value}
	asBlock      // a block that may stand once: an object
	asBlocks
)

// tfMember says where one argument goes.
type tfMember struct {
	from, to string
	as       tfAs
	required bool
	members  []tfMember // of a block
}

// tfShape is the request that a resource type stands for.
type tfShape struct {
	operation request.Operation
	members   []tfMember
	// more are further requests of the same resource, made when their last
	// member is there.
	more []tfShape
}

func logs(operation string, members ...tfMember) tfShape {
	return tfShape{operation: request.Operation{Service: request.Logs, Name: operation}, members: members}
}

func need(from, to string, as tfAs, members ...tfMember) tfMember {
	return tfMember{from, to, as, true, members}
}

func may(from, to string, as tfAs, members ...tfMember) tfMember {
	return tfMember{from, to, as, false, members}
}

// terraformShape is the mapping of a resource type of the AWS provider, false
// for a type that is none of ours. Source: the provider's documentation and
// the API models.
func terraformShape(kind string) (tfShape, bool) {
	switch kind {
	case "aws_cloudwatch_log_metric_filter":
		return logs("PutMetricFilter",
			need("log_group_name", "logGroupName", asIs),
			need("name", "filterName", asIs),
			need("pattern", "filterPattern", asTrimmed),
			need("metric_transformation", "metricTransformations", asBlocks,
				need("name", "metricName", asIs),
				need("namespace", "metricNamespace", asIs),
				need("value", "metricValue", asIs),
				may("default_value", "defaultValue", asNumberGiven),
				may("dimensions", "dimensions", asMap),
				may("unit", "unit", asGiven),
			),
			may("apply_on_transformed_logs", "applyOnTransformedLogs", asFlag),
		), true
	case "aws_cloudwatch_log_subscription_filter":
		return logs("PutSubscriptionFilter",
			need("log_group_name", "logGroupName", asIs),
			need("name", "filterName", asIs),
			need("filter_pattern", "filterPattern", asIs),
			need("destination_arn", "destinationArn", asIs),
			may("role_arn", "roleArn", asGiven),
			may("distribution", "distribution", asGiven),
			may("apply_on_transformed_logs", "applyOnTransformedLogs", asFlag),
			may("emit_system_fields", "emitSystemFields", asTextsGiven),
		), true
	case "aws_cloudwatch_log_group":
		shape := logs("CreateLogGroup",
			need("name", "logGroupName", asIs),
			may("kms_key_id", "kmsKeyId", asGiven),
			may("tags", "tags", asMap),
			may("log_group_class", "logGroupClass", asGiven),
			may("deletion_protection_enabled", "deletionProtectionEnabled", asFlag),
		)
		shape.more = []tfShape{logs("PutRetentionPolicy",
			need("name", "logGroupName", asIs),
			need("retention_in_days", "retentionInDays", asNumber),
		)}
		return shape, true
	case "aws_cloudwatch_log_stream":
		return logs("CreateLogStream",
			need("log_group_name", "logGroupName", asIs),
			need("name", "logStreamName", asIs),
		), true
	case "aws_cloudwatch_log_destination":
		return logs("PutDestination",
			need("name", "destinationName", asIs),
			need("target_arn", "targetArn", asIs),
			need("role_arn", "roleArn", asIs),
			may("tags", "tags", asMap),
		), true
	case "aws_cloudwatch_log_destination_policy":
		return logs("PutDestinationPolicy",
			need("destination_name", "destinationName", asIs),
			need("access_policy", "accessPolicy", asIs),
			may("force_update", "forceUpdate", asFlag),
		), true
	case "aws_cloudwatch_log_resource_policy":
		return logs("PutResourcePolicy",
			may("policy_name", "policyName", asGiven),
			need("policy_document", "policyDocument", asIs),
			may("resource_arn", "resourceArn", asGiven),
		), true
	case "aws_cloudwatch_log_account_policy":
		return logs("PutAccountPolicy",
			need("policy_name", "policyName", asIs),
			need("policy_type", "policyType", asIs),
			need("policy_document", "policyDocument", asIs),
			may("scope", "scope", asGiven),
			may("selection_criteria", "selectionCriteria", asGiven),
		), true
	case "aws_cloudfront_realtime_log_config":
		return realtimeShape(), true
	case "aws_appfabric_ingestion_destination":
		return ingestionShape(), true
	case "aws_cloudwatch_metric_alarm":
		return alarmShape(), true
	}
	return tfShape{}, false
}

func realtimeShape() tfShape {
	return tfShape{
		operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
		members: []tfMember{
			need("name", "Name", asIs),
			need("sampling_rate", "SamplingRate", asNumber),
			need("fields", "Fields", asTexts),
			need("endpoint", "EndPoints", asBlocks,
				need("stream_type", "StreamType", asIs),
				need("kinesis_stream_config", "KinesisStreamConfig", asBlock,
					need("role_arn", "RoleARN", asIs),
					need("stream_arn", "StreamARN", asIs),
				),
			),
		},
	}
}

func ingestionShape() tfShape {
	return tfShape{
		operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		members: []tfMember{
			need("app_bundle_arn", "appBundleIdentifier", asIs),
			need("ingestion_arn", "ingestionIdentifier", asIs),
			need("processing_configuration", "processingConfiguration", asBlock,
				need("audit_log", "auditLog", asBlock,
					need("schema", "schema", asIs),
					need("format", "format", asIs),
				),
			),
			need("destination_configuration", "destinationConfiguration", asBlock,
				need("audit_log", "auditLog", asBlock,
					need("destination", "destination", asBlock,
						may("s3_bucket", "s3Bucket", asBlock,
							need("bucket_name", "bucketName", asIs),
							may("prefix", "prefix", asGiven),
						),
						may("firehose_stream", "firehoseStream", asBlock,
							need("stream_name", "streamName", asIs),
						),
					),
				),
			),
			may("tags", "tags", asPairs),
		},
	}
}

// alarmShape has the members of CloudWatch's own API, whose names start with
// capitals.
func alarmShape() tfShape {
	return tfShape{
		operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"},
		members: []tfMember{
			need("alarm_name", "AlarmName", asIs),
			may("alarm_description", "AlarmDescription", asGiven),
			may("actions_enabled", "ActionsEnabled", asFlag),
			may("alarm_actions", "AlarmActions", asTexts),
			may("ok_actions", "OKActions", asTexts),
			may("insufficient_data_actions", "InsufficientDataActions", asTexts),
			may("metric_name", "MetricName", asGiven),
			may("namespace", "Namespace", asGiven),
			may("statistic", "Statistic", asGiven),
			may("extended_statistic", "ExtendedStatistic", asGiven),
			may("dimensions", "Dimensions", asNamed),
			may("period", "Period", asNumber),
			may("unit", "Unit", asGiven),
			need("evaluation_periods", "EvaluationPeriods", asNumber),
			may("datapoints_to_alarm", "DatapointsToAlarm", asNumber),
			may("threshold", "Threshold", asNumber),
			may("threshold_metric_id", "ThresholdMetricId", asGiven),
			need("comparison_operator", "ComparisonOperator", asIs),
			may("treat_missing_data", "TreatMissingData", asGiven),
			may("evaluate_low_sample_count_percentiles", "EvaluateLowSampleCountPercentile", asGiven),
			may("metric_query", "Metrics", asBlocks,
				need("id", "Id", asIs),
				may("account_id", "AccountId", asGiven),
				may("expression", "Expression", asGiven),
				may("label", "Label", asGiven),
				may("period", "Period", asNumber),
				may("return_data", "ReturnData", asFlag),
				may("metric", "MetricStat", asBlock, alarmMetric()...),
			),
		},
	}
}

// alarmMetric are the arguments of metric_query.metric. Those of the metric
// itself are an object of their own in the request, see nestMetric.
func alarmMetric() []tfMember {
	return []tfMember{
		need("metric_name", "MetricName", asIs),
		may("namespace", "Namespace", asGiven),
		may("dimensions", "Dimensions", asNamed),
		need("period", "Period", asNumber),
		need("stat", "Stat", asIs),
		may("unit", "Unit", asGiven),
	}
}
