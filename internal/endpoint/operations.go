package endpoint

// resourceOperations are the operations on resources that are kept as they
// are, and asked for again.
func resourceOperations() map[string]operation {
	return map[string]operation{
		"PutBearerTokenAuthentication":    changes((*call).putBearerTokenAuthentication),
		"PutAccountPolicy":                writes((*call).putAccountPolicy),
		"DeleteAccountPolicy":             changes((*call).deleteAccountPolicy),
		"DescribeAccountPolicies":         reads((*call).describeAccountPolicies),
		"PutQueryDefinition":              writes((*call).putQueryDefinition),
		"DeleteQueryDefinition":           writes((*call).deleteQueryDefinition),
		"DescribeQueryDefinitions":        reads((*call).describeQueryDefinitions),
		"PutDataProtectionPolicy":         writes((*call).putDataProtectionPolicy),
		"GetDataProtectionPolicy":         reads((*call).getDataProtectionPolicy),
		"DeleteDataProtectionPolicy":      changes((*call).deleteDataProtectionPolicy),
		"PutIndexPolicy":                  writes((*call).putIndexPolicy),
		"DeleteIndexPolicy":               writes((*call).deleteIndexPolicy),
		"DescribeIndexPolicies":           reads((*call).describeIndexPolicies),
		"PutTransformer":                  changes((*call).putTransformer),
		"GetTransformer":                  reads((*call).getTransformer),
		"DeleteTransformer":               changes((*call).deleteTransformer),
		"CreateLogAnomalyDetector":        writes((*call).createAnomalyDetector),
		"UpdateLogAnomalyDetector":        changes((*call).updateAnomalyDetector),
		"GetLogAnomalyDetector":           reads((*call).getAnomalyDetector),
		"DeleteLogAnomalyDetector":        changes((*call).deleteAnomalyDetector),
		"ListLogAnomalyDetectors":         reads((*call).listAnomalyDetectors),
		"PutDeliverySource":               writes((*call).putDeliverySource),
		"GetDeliverySource":               reads((*call).getDeliverySource),
		"DeleteDeliverySource":            changes((*call).deleteDeliverySource),
		"DescribeDeliverySources":         reads((*call).describeDeliverySources),
		"PutDeliveryDestination":          writes((*call).putDeliveryDestination),
		"GetDeliveryDestination":          reads((*call).getDeliveryDestination),
		"DeleteDeliveryDestination":       changes((*call).deleteDeliveryDestination),
		"DescribeDeliveryDestinations":    reads((*call).describeDeliveryDestinations),
		"PutDeliveryDestinationPolicy":    writes((*call).putDeliveryDestinationPolicy),
		"GetDeliveryDestinationPolicy":    reads((*call).getDeliveryDestinationPolicy),
		"DeleteDeliveryDestinationPolicy": changes((*call).deleteDeliveryDestinationPolicy),
		"CreateDelivery":                  writes((*call).createDelivery),
		"GetDelivery":                     reads((*call).getDelivery),
		"UpdateDeliveryConfiguration":     writes((*call).updateDeliveryConfiguration),
		"DeleteDelivery":                  changes((*call).deleteDelivery),
		"DescribeDeliveries":              reads((*call).describeDeliveries),
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
