package awsprovider

import "github.com/logsieve/logsieve/internal/source"

// documentType is the mapping of a type whose requests hold documents.
func documentType(kind string) (source.ResourceType, bool) {
	switch kind {
	case "aws_cloudwatch_log_data_protection_policy":
		return source.LogsType("PutDataProtectionPolicy", source.Named(source.AsIs, "log_group_name=logGroupIdentifier", "policy_document")), true
	case "aws_cloudwatch_log_index_policy":
		return source.LogsType("PutIndexPolicy", source.Named(source.AsIs, "log_group_name=logGroupIdentifier", "policy_document")), true
	case "aws_cloudwatch_log_transformer":
		return source.LogsType("PutTransformer",
			source.Named(source.AsIs, "log_group_arn=logGroupIdentifier"),
			source.Named(source.AsProcessors, "transformer_config"),
		), true
	case "aws_cloudwatch_log_anomaly_detector":
		return source.LogsType("CreateLogAnomalyDetector",
			source.Named(source.AsTexts, "log_group_arn_list"),
			source.Named(source.AsGiven, "detector_name", "evaluation_frequency", "kms_key_id"),
			source.Named(source.AsIs, "filter_pattern"),
			source.Named(source.AsNumber, "anomaly_visibility_time"),
			source.Named(source.AsMap, "tags"),
		), true
	case "aws_cloudwatch_log_delivery_source":
		return source.LogsType("PutDeliverySource",
			source.Named(source.AsIs, "name", "resource_arn", "log_type"),
			source.Named(source.AsMap, "tags"),
		), true
	case "aws_cloudwatch_log_delivery_destination":
		return source.LogsType("PutDeliveryDestination",
			source.Named(source.AsIs, "name"),
			source.Named(source.AsGiven, "output_format", "delivery_destination_type"),
			source.Block(source.AsBlock, "delivery_destination_configuration", source.Named(source.AsIs, "destination_resource_arn")),
			source.Named(source.AsMap, "tags"),
		), true
	case "aws_cloudwatch_log_delivery_destination_policy":
		return source.LogsType("PutDeliveryDestinationPolicy", source.Named(source.AsIs, "delivery_destination_name", "delivery_destination_policy")), true
	case "aws_cloudwatch_query_definition":
		return source.LogsType("PutQueryDefinition",
			source.Named(source.AsIs, "name", "query_string"),
			source.Named(source.AsTexts, "log_group_names"),
		), true
	}
	return source.ResourceType{}, false
}
