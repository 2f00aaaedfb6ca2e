package awsprovider

import "github.com/logsieve/logsieve/internal/source"

// documentType is the mapping of a type whose requests hold documents.
func documentType(kind string) (source.ResourceType, bool) {
	switch kind {
	case "aws_cloudwatch_log_data_protection_policy":
		return source.LogsType("PutDataProtectionPolicy",
			source.Arg("log_group_name", "logGroupIdentifier", source.AsIs),
			source.Arg("policy_document", "policyDocument", source.AsIs),
		), true
	case "aws_cloudwatch_log_index_policy":
		return source.LogsType("PutIndexPolicy",
			source.Arg("log_group_name", "logGroupIdentifier", source.AsIs),
			source.Arg("policy_document", "policyDocument", source.AsIs),
		), true
	case "aws_cloudwatch_log_transformer":
		return source.LogsType("PutTransformer",
			source.Arg("log_group_arn", "logGroupIdentifier", source.AsIs),
			source.Arg("transformer_config", "transformerConfig", source.AsProcessors),
		), true
	case "aws_cloudwatch_log_anomaly_detector":
		return source.LogsType("CreateLogAnomalyDetector",
			source.Arg("log_group_arn_list", "logGroupArnList", source.AsTexts),
			source.Arg("detector_name", "detectorName", source.AsGiven),
			source.Arg("evaluation_frequency", "evaluationFrequency", source.AsGiven),
			source.Arg("filter_pattern", "filterPattern", source.AsIs),
			source.Arg("kms_key_id", "kmsKeyId", source.AsGiven),
			source.Arg("anomaly_visibility_time", "anomalyVisibilityTime", source.AsNumber),
			source.Arg("tags", "tags", source.AsMap),
		), true
	case "aws_cloudwatch_log_delivery_source":
		return source.LogsType("PutDeliverySource",
			source.Arg("name", "name", source.AsIs),
			source.Arg("resource_arn", "resourceArn", source.AsIs),
			source.Arg("log_type", "logType", source.AsIs),
			source.Arg("tags", "tags", source.AsMap),
		), true
	case "aws_cloudwatch_log_delivery_destination":
		return source.LogsType("PutDeliveryDestination",
			source.Arg("name", "name", source.AsIs),
			source.Arg("output_format", "outputFormat", source.AsGiven),
			source.Arg("delivery_destination_type", "deliveryDestinationType", source.AsGiven),
			source.Arg("delivery_destination_configuration", "deliveryDestinationConfiguration", source.AsBlock,
				source.Arg("destination_resource_arn", "destinationResourceArn", source.AsIs),
			),
			source.Arg("tags", "tags", source.AsMap),
		), true
	case "aws_cloudwatch_log_delivery_destination_policy":
		return source.LogsType("PutDeliveryDestinationPolicy",
			source.Arg("delivery_destination_name", "deliveryDestinationName", source.AsIs),
			source.Arg("delivery_destination_policy", "deliveryDestinationPolicy", source.AsIs),
		), true
	case "aws_cloudwatch_query_definition":
		return source.LogsType("PutQueryDefinition",
			source.Arg("name", "name", source.AsIs),
			source.Arg("query_string", "queryString", source.AsIs),
			source.Arg("log_group_names", "logGroupNames", source.AsTexts),
		), true
	}
	return source.ResourceType{}, false
}
