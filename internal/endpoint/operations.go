package endpoint

// resourceOperations are the operations on resources that are kept as they
// are, and asked for again.
func resourceOperations() map[string]operation {
	return map[string]operation{
		"PutBearerTokenAuthentication":    changes((*call).putBearerTokenAuthentication),
		"PutAccountPolicy":                writes(as("accountPolicy", (*call).putAccountPolicy)),
		"DeleteAccountPolicy":             changes((*call).deleteAccountPolicy),
		"DescribeAccountPolicies":         reads(pages("accountPolicies", (*call).describeAccountPolicies)),
		"PutQueryDefinition":              writes(as("queryDefinitionId", (*call).putQueryDefinition)),
		"DeleteQueryDefinition":           writes(as("success", (*call).deleteQueryDefinition)),
		"DescribeQueryDefinitions":        reads(pages("queryDefinitions", (*call).describeQueryDefinitions)),
		"PutDataProtectionPolicy":         writes((*call).putDataProtectionPolicy),
		"GetDataProtectionPolicy":         reads((*call).getDataProtectionPolicy),
		"DeleteDataProtectionPolicy":      changes((*call).deleteDataProtectionPolicy),
		"PutIndexPolicy":                  writes(as("indexPolicy", (*call).putIndexPolicy)),
		"DeleteIndexPolicy":               writes((*call).deleteIndexPolicy),
		"DescribeIndexPolicies":           reads(as("indexPolicies", (*call).describeIndexPolicies)),
		"PutTransformer":                  changes((*call).putTransformer),
		"GetTransformer":                  reads((*call).getTransformer),
		"DeleteTransformer":               changes((*call).deleteTransformer),
		"CreateLogAnomalyDetector":        writes(as("anomalyDetectorArn", (*call).createAnomalyDetector)),
		"UpdateLogAnomalyDetector":        changes((*call).updateAnomalyDetector),
		"GetLogAnomalyDetector":           reads((*call).getAnomalyDetector),
		"DeleteLogAnomalyDetector":        changes((*call).deleteAnomalyDetector),
		"ListLogAnomalyDetectors":         reads(pages("anomalyDetectors", (*call).listAnomalyDetectors)),
		"PutDeliverySource":               writes(as("deliverySource", (*call).putDeliverySource)),
		"GetDeliverySource":               reads(as("deliverySource", (*call).getDeliverySource)),
		"DeleteDeliverySource":            changes((*call).deleteDeliverySource),
		"DescribeDeliverySources":         reads(pages("deliverySources", (*call).describeDeliverySources)),
		"PutDeliveryDestination":          writes(as("deliveryDestination", (*call).putDeliveryDestination)),
		"GetDeliveryDestination":          reads(as("deliveryDestination", (*call).getDeliveryDestination)),
		"DeleteDeliveryDestination":       changes((*call).deleteDeliveryDestination),
		"DescribeDeliveryDestinations":    reads(pages("deliveryDestinations", (*call).describeDeliveryDestinations)),
		"PutDeliveryDestinationPolicy":    writes(as("policy", (*call).putDeliveryDestinationPolicy)),
		"GetDeliveryDestinationPolicy":    reads(as("policy", (*call).getDeliveryDestinationPolicy)),
		"DeleteDeliveryDestinationPolicy": changes((*call).deleteDeliveryDestinationPolicy),
		"CreateDelivery":                  writes(as("delivery", (*call).createDelivery)),
		"GetDelivery":                     reads(as("delivery", (*call).getDelivery)),
		"UpdateDeliveryConfiguration":     writes((*call).updateDeliveryConfiguration),
		"DeleteDelivery":                  changes((*call).deleteDelivery),
		"DescribeDeliveries":              reads(pages("deliveries", (*call).describeDeliveries)),
	}
}

// instead says what to use in place of operations of Logs Insights, which runs
// queries in a language of its own.
const instead = "logsieve serve does not run queries of CloudWatch Logs Insights. Use FilterLogEvents with a filter pattern."

// refusals say of operations that will not come what to use instead.
var refusals = map[string]string{
	"StartQuery": instead, "StopQuery": instead, "GetQueryResults": instead, "DescribeQueries": instead,
	"ListLogGroupsForQuery": instead, "GetLogRecord": instead, "GetLogFields": instead, "GetLogGroupFields": instead,
	"TestTransformer": "logsieve serve keeps transformers and runs none; log events stay as they are.",
}
