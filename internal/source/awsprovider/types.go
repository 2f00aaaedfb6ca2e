// Package awsprovider holds the resource types of the AWS provider of Terraform
// and of Pulumi's, which is made of it.
package awsprovider

import (
	"maps"
	"slices"
	"sync"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Type is the mapping of a resource type of the AWS provider, false
// for a type that is none of ours.
func Type(kind string) (source.ResourceType, bool) {
	shape, ok := types()[kind]
	return shape, ok
}

// types are the mappings by type; they are made once, as each file asks for some.
// Source: the provider's documentation and the API models.
var types = sync.OnceValue(func() map[string]source.ResourceType {
	all := map[string]source.ResourceType{
		"aws_cloudwatch_log_metric_filter": source.LogsType("PutMetricFilter",
			source.Named(source.AsIs, "log_group_name", "name=filterName"),
			source.Named(source.AsTrimmed, "pattern=filterPattern"),
			source.Block(source.AsBlocks, "metric_transformation=metricTransformations",
				source.Named(source.AsIs, "name=metricName", "namespace=metricNamespace", "value=metricValue"),
				source.Named(source.AsNumberGiven, "default_value"),
				source.Named(source.AsMap, "dimensions"),
				source.Named(source.AsGiven, "unit"),
			),
			source.Named(source.AsFlag, "apply_on_transformed_logs"),
		),
		"aws_cloudwatch_log_subscription_filter": source.LogsType("PutSubscriptionFilter",
			source.Named(source.AsIs, "log_group_name", "name=filterName", "filter_pattern", "destination_arn"),
			source.Named(source.AsGiven, "role_arn", "distribution"),
			source.Named(source.AsFlag, "apply_on_transformed_logs"),
			source.Named(source.AsTextsGiven, "emit_system_fields"),
		),
		"aws_cloudwatch_log_group": source.LogGroupType(source.Named(source.AsIs, "name=logGroupName"), "retention_in_days",
			source.Named(source.AsGiven, "kms_key_id", "log_group_class"),
			source.Named(source.AsMap, "tags"),
			source.Named(source.AsFlag, "deletion_protection_enabled"),
		),
		"aws_cloudwatch_log_stream": source.LogsType("CreateLogStream", source.Named(source.AsIs, "log_group_name", "name=logStreamName")),
		"aws_cloudwatch_log_destination": source.LogsType("PutDestination",
			source.Named(source.AsIs, "name=destinationName", "target_arn", "role_arn"),
			source.Named(source.AsMap, "tags"),
		),
		"aws_cloudwatch_log_destination_policy": source.LogsType("PutDestinationPolicy",
			source.Named(source.AsIs, "destination_name", "access_policy"),
			source.Named(source.AsFlag, "force_update"),
		),
		"aws_cloudwatch_log_resource_policy": source.LogsType("PutResourcePolicy",
			source.Named(source.AsGiven, "policy_name", "resource_arn"),
			source.Named(source.AsIs, "policy_document"),
		),
		"aws_cloudwatch_log_account_policy": source.LogsType("PutAccountPolicy",
			source.Named(source.AsIs, "policy_name", "policy_type", "policy_document"),
			source.Named(source.AsGiven, "scope", "selection_criteria"),
		),
		"aws_cloudfront_realtime_log_config":        realtimeType(),
		"aws_appfabric_ingestion_destination":       ingestionType(),
		"aws_cloudwatch_metric_alarm":               alarmType(),
		"aws_cloudwatch_log_data_protection_policy": source.LogsType("PutDataProtectionPolicy", source.Named(source.AsIs, "log_group_name=logGroupIdentifier", "policy_document")),
		"aws_cloudwatch_log_index_policy":           source.LogsType("PutIndexPolicy", source.Named(source.AsIs, "log_group_name=logGroupIdentifier", "policy_document")),
		"aws_cloudwatch_log_transformer": source.LogsType("PutTransformer",
			source.Named(source.AsIs, "log_group_arn=logGroupIdentifier"),
			source.Named(source.AsProcessors, "transformer_config"),
		),
		"aws_cloudwatch_log_anomaly_detector": source.LogsType("CreateLogAnomalyDetector",
			source.Named(source.AsTexts, "log_group_arn_list"),
			source.Named(source.AsGiven, "detector_name", "evaluation_frequency", "kms_key_id"),
			source.Named(source.AsIs, "filter_pattern"),
			source.Named(source.AsNumber, "anomaly_visibility_time"),
			source.Named(source.AsMap, "tags"),
		),
		"aws_cloudwatch_log_delivery_source": source.LogsType("PutDeliverySource",
			source.Named(source.AsIs, "name", "resource_arn", "log_type"),
			source.Named(source.AsMap, "tags"),
		),
		"aws_cloudwatch_log_delivery_destination": source.LogsType("PutDeliveryDestination",
			source.Named(source.AsIs, "name"),
			source.Named(source.AsGiven, "output_format", "delivery_destination_type"),
			source.Block(source.AsBlock, "delivery_destination_configuration", source.Named(source.AsIs, "destination_resource_arn")),
			source.Named(source.AsMap, "tags"),
		),
		"aws_cloudwatch_log_delivery_destination_policy": source.LogsType("PutDeliveryDestinationPolicy", source.Named(source.AsIs, "delivery_destination_name", "delivery_destination_policy")),
		"aws_cloudwatch_query_definition": source.LogsType("PutQueryDefinition",
			source.Named(source.AsIs, "name", "query_string"),
			source.Named(source.AsTexts, "log_group_names"),
		),
	}
	maps.Copy(all, source.ProviderLinks())
	return all
})

func realtimeType() source.ResourceType {
	return source.TypeOf(request.CloudFront, "CreateRealtimeLogConfig",
		source.Named(source.AsIs, "name"),
		source.Named(source.AsNumber, "sampling_rate"),
		source.Named(source.AsTexts, "fields"),
		source.Block(source.AsBlocks, "endpoint=EndPoints",
			source.Named(source.AsIs, "stream_type"),
			source.Block(source.AsBlock, "kinesis_stream_config", source.Named(source.AsIs, "role_arn=RoleARN", "stream_arn=StreamARN")).Required(),
		),
	)
}

func ingestionType() source.ResourceType {
	return source.TypeOf(request.AppFabric, "CreateIngestionDestination",
		source.Named(source.AsIs, "app_bundle_arn=appBundleIdentifier", "ingestion_arn=ingestionIdentifier"),
		source.Block(source.AsBlock, "processing_configuration", source.Block(source.AsBlock, "audit_log", source.Named(source.AsIs, "schema", "format")).Required()),
		source.Block(source.AsBlock, "destination_configuration",
			source.Block(source.AsBlock, "audit_log",
				source.Block(source.AsBlock, "destination",
					source.Block(source.AsBlock, "s3_bucket",
						source.Named(source.AsIs, "bucket_name"),
						source.Named(source.AsGiven, "prefix"),
					),
					source.Block(source.AsBlock, "firehose_stream", source.Named(source.AsIs, "stream_name")),
				),
			).Required(),
		),
		source.Named(source.AsPairs, "tags"),
	)
}

// alarmType has the members of CloudWatch's own API, whose names start with
// capitals.
func alarmType() source.ResourceType {
	return source.TypeOf("cloudwatch", "PutMetricAlarm",
		source.Named(source.AsIs, "alarm_name", "comparison_operator").Required(),
		source.Named(source.AsGiven, "alarm_description", "metric_name", "namespace", "statistic", "extended_statistic",
			"unit", "threshold_metric_id", "treat_missing_data", "evaluate_low_sample_count_percentiles=EvaluateLowSampleCountPercentile"),
		source.Named(source.AsFlag, "actions_enabled"),
		source.Named(source.AsTexts, "alarm_actions", "ok_actions=OKActions", "insufficient_data_actions"),
		source.Named(source.AsNamed, "dimensions"),
		source.Named(source.AsNumber, "period", "datapoints_to_alarm", "threshold"),
		source.Named(source.AsNumber, "evaluation_periods").Required(),
		source.Block(source.AsBlocks, "metric_query=Metrics",
			source.Named(source.AsIs, "id").Required(),
			source.Named(source.AsGiven, "account_id", "expression", "label"),
			source.Named(source.AsNumber, "period"),
			source.Named(source.AsFlag, "return_data"),
			source.Block(source.AsBlock, "metric=MetricStat", alarmMetric()),
		),
	)
}

// alarmMetric are the arguments of metric_query.metric. Those of the metric
// itself are an object of their own in the request, see nestMetric.
func alarmMetric() source.Arguments {
	return slices.Concat(
		source.Named(source.AsIs, "metric_name", "stat").Required(),
		source.Named(source.AsGiven, "namespace", "unit"),
		source.Named(source.AsNamed, "dimensions"),
		source.Named(source.AsNumber, "period").Required(),
	)
}
