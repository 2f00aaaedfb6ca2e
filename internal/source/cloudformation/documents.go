package cloudformation

import "github.com/logsieve/logsieve/internal/source"

// documentType is the mapping of a type whose requests hold documents, beside
// those of log groups.
func documentType(kind string) source.ResourceType {
	switch kind {
	case "AWS::Logs::Transformer":
		return source.LogsType("PutTransformer",
			source.Named(source.AsIs, "LogGroupIdentifier"),
			source.Named(source.AsProcessors, "TransformerConfig"),
		)
	case "AWS::Logs::QueryDefinition":
		return source.LogsType("PutQueryDefinition",
			source.Named(source.AsIs, "Name", "QueryString", "QueryLanguage"),
			source.Named(source.AsTexts, "LogGroupNames"),
		)
	case "AWS::Logs::DeliverySource":
		return source.LogsType("PutDeliverySource",
			source.Named(source.AsIs, "Name", "ResourceArn", "LogType"),
			source.Named(source.AsTags, "Tags"),
		)
	case "AWS::Logs::DeliveryDestination":
		return source.LogsType("PutDeliveryDestination",
			source.Named(source.AsIs, "Name", "OutputFormat", "DeliveryDestinationType"),
			source.Named(source.AsTarget, "DestinationResourceArn=deliveryDestinationConfiguration"),
			source.Named(source.AsTags, "Tags"),
		)
	}
	return source.ResourceType{}
}

// groupDocuments are the requests for the documents of a log group.
func groupDocuments() []source.ResourceType {
	policy := source.LogsType("PutResourcePolicy", source.Named(source.AsDocument, "ResourcePolicyDocument=policyDocument"))
	policy.Self = "resourceArn"
	return []source.ResourceType{
		policy,
		source.LogsType("PutDataProtectionPolicy",
			source.Named(source.AsIs, "LogGroupName=logGroupIdentifier").Generated(),
			source.Named(source.AsDocument, "DataProtectionPolicy=policyDocument"),
		),
		source.LogsType("PutIndexPolicy",
			source.Named(source.AsIs, "LogGroupName=logGroupIdentifier").Generated(),
			source.Named(source.AsOnlyDocument, "FieldIndexPolicies=policyDocument"),
		),
	}
}
