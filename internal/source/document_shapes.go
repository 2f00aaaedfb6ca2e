package source

// The types whose requests hold documents, beside those of log groups.

// cloudFormationDocuments are the mappings of such types of CloudFormation.
func cloudFormationDocuments(kind string) tfShape {
	switch kind {
	case "AWS::Logs::Transformer":
		return logsShape("PutTransformer",
			required("LogGroupIdentifier", "logGroupIdentifier", asIs),
			required("TransformerConfig", "transformerConfig", asProcessors),
		)
	case "AWS::Logs::QueryDefinition":
		return logsShape("PutQueryDefinition",
			required("Name", "name", asIs),
			required("QueryString", "queryString", asIs),
			optional("QueryLanguage", "queryLanguage", asIs),
			optional("LogGroupNames", "logGroupNames", asTexts),
		)
	case "AWS::Logs::DeliverySource":
		return logsShape("PutDeliverySource",
			required("Name", "name", asIs),
			required("ResourceArn", "resourceArn", asIs),
			required("LogType", "logType", asIs),
			optional("Tags", "tags", asTags),
		)
	case "AWS::Logs::DeliveryDestination":
		return logsShape("PutDeliveryDestination",
			required("Name", "name", asIs),
			optional("OutputFormat", "outputFormat", asIs),
			optional("DeliveryDestinationType", "deliveryDestinationType", asIs),
			optional("DestinationResourceArn", "deliveryDestinationConfiguration", asTarget),
			optional("Tags", "tags", asTags),
		)
	}
	return tfShape{}
}

// groupDocuments are the requests for the documents of a log group in
// CloudFormation.
func groupDocuments() []tfShape {
	return []tfShape{
		logsShape("PutDataProtectionPolicy",
			optional("LogGroupName", "logGroupIdentifier", asIs),
			required("DataProtectionPolicy", "policyDocument", asDocument),
		),
		logsShape("PutIndexPolicy",
			optional("LogGroupName", "logGroupIdentifier", asIs),
			required("FieldIndexPolicies", "policyDocument", asOnlyDocument),
		),
	}
}

// terraformDocuments are the mappings of such types of the AWS provider.
func terraformDocuments(kind string) (tfShape, bool) {
	switch kind {
	case "aws_cloudwatch_log_data_protection_policy":
		return logsShape("PutDataProtectionPolicy",
			required("log_group_name", "logGroupIdentifier", asIs),
			required("policy_document", "policyDocument", asIs),
		), true
	case "aws_cloudwatch_log_index_policy":
		return logsShape("PutIndexPolicy",
			required("log_group_name", "logGroupIdentifier", asIs),
			required("policy_document", "policyDocument", asIs),
		), true
	case "aws_cloudwatch_log_transformer":
		return logsShape("PutTransformer",
			required("log_group_arn", "logGroupIdentifier", asIs),
			required("transformer_config", "transformerConfig", asProcessors),
		), true
	case "aws_cloudwatch_log_anomaly_detector":
		return logsShape("CreateLogAnomalyDetector",
			required("log_group_arn_list", "logGroupArnList", asTexts),
			optional("detector_name", "detectorName", asGiven),
			optional("evaluation_frequency", "evaluationFrequency", asGiven),
			optional("filter_pattern", "filterPattern", asIs),
			optional("kms_key_id", "kmsKeyId", asGiven),
			optional("anomaly_visibility_time", "anomalyVisibilityTime", asNumber),
			optional("tags", "tags", asMap),
		), true
	case "aws_cloudwatch_log_delivery_source":
		return logsShape("PutDeliverySource",
			required("name", "name", asIs),
			required("resource_arn", "resourceArn", asIs),
			required("log_type", "logType", asIs),
			optional("tags", "tags", asMap),
		), true
	case "aws_cloudwatch_log_delivery_destination":
		return logsShape("PutDeliveryDestination",
			required("name", "name", asIs),
			optional("output_format", "outputFormat", asGiven),
			optional("delivery_destination_type", "deliveryDestinationType", asGiven),
			optional("delivery_destination_configuration", "deliveryDestinationConfiguration", asBlock,
				required("destination_resource_arn", "destinationResourceArn", asIs),
			),
			optional("tags", "tags", asMap),
		), true
	case "aws_cloudwatch_log_delivery_destination_policy":
		return logsShape("PutDeliveryDestinationPolicy",
			required("delivery_destination_name", "deliveryDestinationName", asIs),
			required("delivery_destination_policy", "deliveryDestinationPolicy", asIs),
		), true
	case "aws_cloudwatch_query_definition":
		return logsShape("PutQueryDefinition",
			required("name", "name", asIs),
			required("query_string", "queryString", asIs),
			optional("log_group_names", "logGroupNames", asTexts),
		), true
	}
	return tfShape{}, false
}
