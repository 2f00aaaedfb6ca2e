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
	asTexts        // a list of strings
	asTextsGiven   // one that is unset when it is empty
	asMap          // a map of strings, unset when it is empty
	asPairs        // a map that the request has as a list of {key, value}
	asNamed        // a map that the request has as a list of {Name, Value}
	asTags         // a list of {Key, Value} that the request has as a map
	asDocument     // a JSON document in a text, or as a map
	asOnlyDocument // a list of one such document
	asProcessors   // the processors of a transformer
	asTarget       // an ARN that the request has in an object
	asBlock        // a block that may stand once: an object
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

func logsShape(operation string, members ...tfMember) tfShape {
	return tfShape{operation: request.Operation{Service: request.Logs, Name: operation}, members: members}
}

func required(from, to string, as tfAs, members ...tfMember) tfMember {
	return tfMember{from, to, as, true, members}
}

func optional(from, to string, as tfAs, members ...tfMember) tfMember {
	return tfMember{from, to, as, false, members}
}

// terraformShape is the mapping of a resource type of the AWS provider, false
// for a type that is none of ours. Source: the provider's documentation and
// the API models.
func terraformShape(kind string) (tfShape, bool) {
	switch kind {
	case "aws_cloudwatch_log_metric_filter":
		return logsShape("PutMetricFilter",
			required("log_group_name", "logGroupName", asIs),
			required("name", "filterName", asIs),
			required("pattern", "filterPattern", asTrimmed),
			required("metric_transformation", "metricTransformations", asBlocks,
				required("name", "metricName", asIs),
				required("namespace", "metricNamespace", asIs),
				required("value", "metricValue", asIs),
				optional("default_value", "defaultValue", asNumberGiven),
				optional("dimensions", "dimensions", asMap),
				optional("unit", "unit", asGiven),
			),
			optional("apply_on_transformed_logs", "applyOnTransformedLogs", asFlag),
		), true
	case "aws_cloudwatch_log_subscription_filter":
		return logsShape("PutSubscriptionFilter",
			required("log_group_name", "logGroupName", asIs),
			required("name", "filterName", asIs),
			required("filter_pattern", "filterPattern", asIs),
			required("destination_arn", "destinationArn", asIs),
			optional("role_arn", "roleArn", asGiven),
			optional("distribution", "distribution", asGiven),
			optional("apply_on_transformed_logs", "applyOnTransformedLogs", asFlag),
			optional("emit_system_fields", "emitSystemFields", asTextsGiven),
		), true
	case "aws_cloudwatch_log_group":
		shape := logsShape("CreateLogGroup",
			required("name", "logGroupName", asIs),
			optional("kms_key_id", "kmsKeyId", asGiven),
			optional("tags", "tags", asMap),
			optional("log_group_class", "logGroupClass", asGiven),
			optional("deletion_protection_enabled", "deletionProtectionEnabled", asFlag),
		)
		shape.more = []tfShape{logsShape("PutRetentionPolicy",
			required("name", "logGroupName", asIs),
			required("retention_in_days", "retentionInDays", asNumber),
		)}
		return shape, true
	case "aws_cloudwatch_log_stream":
		return logsShape("CreateLogStream",
			required("log_group_name", "logGroupName", asIs),
			required("name", "logStreamName", asIs),
		), true
	case "aws_cloudwatch_log_destination":
		return logsShape("PutDestination",
			required("name", "destinationName", asIs),
			required("target_arn", "targetArn", asIs),
			required("role_arn", "roleArn", asIs),
			optional("tags", "tags", asMap),
		), true
	case "aws_cloudwatch_log_destination_policy":
		return logsShape("PutDestinationPolicy",
			required("destination_name", "destinationName", asIs),
			required("access_policy", "accessPolicy", asIs),
			optional("force_update", "forceUpdate", asFlag),
		), true
	case "aws_cloudwatch_log_resource_policy":
		return logsShape("PutResourcePolicy",
			optional("policy_name", "policyName", asGiven),
			required("policy_document", "policyDocument", asIs),
			optional("resource_arn", "resourceArn", asGiven),
		), true
	case "aws_cloudwatch_log_account_policy":
		return logsShape("PutAccountPolicy",
			required("policy_name", "policyName", asIs),
			required("policy_type", "policyType", asIs),
			required("policy_document", "policyDocument", asIs),
			optional("scope", "scope", asGiven),
			optional("selection_criteria", "selectionCriteria", asGiven),
		), true
	case "aws_cloudfront_realtime_log_config":
		return realtimeShape(), true
	case "aws_appfabric_ingestion_destination":
		return ingestionShape(), true
	case "aws_cloudwatch_metric_alarm":
		return alarmShape(), true
	}
	return terraformDocuments(kind)
}

func realtimeShape() tfShape {
	return tfShape{
		operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
		members: []tfMember{
			required("name", "Name", asIs),
			required("sampling_rate", "SamplingRate", asNumber),
			required("fields", "Fields", asTexts),
			required("endpoint", "EndPoints", asBlocks,
				required("stream_type", "StreamType", asIs),
				required("kinesis_stream_config", "KinesisStreamConfig", asBlock,
					required("role_arn", "RoleARN", asIs),
					required("stream_arn", "StreamARN", asIs),
				),
			),
		},
	}
}

func ingestionShape() tfShape {
	return tfShape{
		operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		members: []tfMember{
			required("app_bundle_arn", "appBundleIdentifier", asIs),
			required("ingestion_arn", "ingestionIdentifier", asIs),
			required("processing_configuration", "processingConfiguration", asBlock,
				required("audit_log", "auditLog", asBlock,
					required("schema", "schema", asIs),
					required("format", "format", asIs),
				),
			),
			required("destination_configuration", "destinationConfiguration", asBlock,
				required("audit_log", "auditLog", asBlock,
					required("destination", "destination", asBlock,
						optional("s3_bucket", "s3Bucket", asBlock,
							required("bucket_name", "bucketName", asIs),
							optional("prefix", "prefix", asGiven),
						),
						optional("firehose_stream", "firehoseStream", asBlock,
							required("stream_name", "streamName", asIs),
						),
					),
				),
			),
			optional("tags", "tags", asPairs),
		},
	}
}

// alarmShape has the members of CloudWatch's own API, whose names start with
// capitals.
func alarmShape() tfShape {
	return tfShape{
		operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"},
		members: []tfMember{
			required("alarm_name", "AlarmName", asIs),
			optional("alarm_description", "AlarmDescription", asGiven),
			optional("actions_enabled", "ActionsEnabled", asFlag),
			optional("alarm_actions", "AlarmActions", asTexts),
			optional("ok_actions", "OKActions", asTexts),
			optional("insufficient_data_actions", "InsufficientDataActions", asTexts),
			optional("metric_name", "MetricName", asGiven),
			optional("namespace", "Namespace", asGiven),
			optional("statistic", "Statistic", asGiven),
			optional("extended_statistic", "ExtendedStatistic", asGiven),
			optional("dimensions", "Dimensions", asNamed),
			optional("period", "Period", asNumber),
			optional("unit", "Unit", asGiven),
			required("evaluation_periods", "EvaluationPeriods", asNumber),
			optional("datapoints_to_alarm", "DatapointsToAlarm", asNumber),
			optional("threshold", "Threshold", asNumber),
			optional("threshold_metric_id", "ThresholdMetricId", asGiven),
			required("comparison_operator", "ComparisonOperator", asIs),
			optional("treat_missing_data", "TreatMissingData", asGiven),
			optional("evaluate_low_sample_count_percentiles", "EvaluateLowSampleCountPercentile", asGiven),
			optional("metric_query", "Metrics", asBlocks,
				required("id", "Id", asIs),
				optional("account_id", "AccountId", asGiven),
				optional("expression", "Expression", asGiven),
				optional("label", "Label", asGiven),
				optional("period", "Period", asNumber),
				optional("return_data", "ReturnData", asFlag),
				optional("metric", "MetricStat", asBlock, alarmMetric()...),
			),
		},
	}
}

// alarmMetric are the arguments of metric_query.metric. Those of the metric
// itself are an object of their own in the request, see nestMetric.
func alarmMetric() []tfMember {
	return []tfMember{
		required("metric_name", "MetricName", asIs),
		optional("namespace", "Namespace", asGiven),
		optional("dimensions", "Dimensions", asNamed),
		required("period", "Period", asNumber),
		required("stat", "Stat", asIs),
		optional("unit", "Unit", asGiven),
	}
}
