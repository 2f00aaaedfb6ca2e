package cloudformation

import "github.com/logsieve/logsieve/internal/source"

// documentType is the mapping of a type whose requests hold documents, beside
// those of log groups.
func documentType(kind string) source.ResourceType {
	switch kind {
	case "AWS::Logs::Transformer":
		return source.LogsType("PutTransformer",
			source.Arg("LogGroupIdentifier", "logGroupIdentifier", source.AsIs),
			source.Arg("TransformerConfig", "transformerConfig", source.AsProcessors),
		)
	case "AWS::Logs::QueryDefinition":
		return source.LogsType("PutQueryDefinition",
			source.Arg("Name", "name", source.AsIs),
			source.Arg("QueryString", "queryString", source.AsIs),
			source.Arg("QueryLanguage", "queryLanguage", source.AsIs),
			source.Arg("LogGroupNames", "logGroupNames", source.AsTexts),
		)
	case "AWS::Logs::DeliverySource":
		return source.LogsType("PutDeliverySource",
			source.Arg("Name", "name", source.AsIs),
			source.Arg("ResourceArn", "resourceArn", source.AsIs),
			source.Arg("LogType", "logType", source.AsIs),
			source.Arg("Tags", "tags", source.AsTags),
		)
	case "AWS::Logs::DeliveryDestination":
		return source.LogsType("PutDeliveryDestination",
			source.Arg("Name", "name", source.AsIs),
			source.Arg("OutputFormat", "outputFormat", source.AsIs),
			source.Arg("DeliveryDestinationType", "deliveryDestinationType", source.AsIs),
			source.Arg("DestinationResourceArn", "deliveryDestinationConfiguration", source.AsTarget),
			source.Arg("Tags", "tags", source.AsTags),
		)
	}
	return source.ResourceType{}
}

// groupDocuments are the requests for the documents of a log group.
func groupDocuments() []source.ResourceType {
	policy := source.LogsType("PutResourcePolicy", source.Arg("ResourcePolicyDocument", "policyDocument", source.AsDocument))
	policy.Self = "resourceArn"
	return []source.ResourceType{
		policy,
		source.LogsType("PutDataProtectionPolicy",
			source.Generated("LogGroupName", "logGroupIdentifier", source.AsIs),
			source.Arg("DataProtectionPolicy", "policyDocument", source.AsDocument),
		),
		source.LogsType("PutIndexPolicy",
			source.Generated("LogGroupName", "logGroupIdentifier", source.AsIs),
			source.Arg("FieldIndexPolicies", "policyDocument", source.AsOnlyDocument),
		),
	}
}
