package source

import "github.com/logsieve/logsieve/engine/request"

// Operations are the operations that requests are kept of in files and scripts.
// Of two names the longer stands first when it holds the other.
func Operations() []request.Operation {
	var list []request.Operation
	for _, name := range []string{
		"PutMetricFilter", "PutSubscriptionFilter", "TestMetricFilter", "CreateLogGroup", "CreateLogStream", "PutRetentionPolicy",
		"PutDestinationPolicy", "PutDestination", "PutResourcePolicy", "PutAccountPolicy", "FilterLogEvents", "StartLiveTail",
		"CreateLogAnomalyDetector", "PutDataProtectionPolicy", "PutIndexPolicy", "PutTransformer", "TestTransformer",
		"PutDeliveryDestinationPolicy", "PutDeliveryDestination", "PutDeliverySource", "PutQueryDefinition",
		"GetLogEvents", "PutLogEvents", "CreateExportTask", "StartQuery", "GetLogGroupFields",
	} {
		list = append(list, request.Operation{Service: request.Logs, Name: name})
	}
	return append(list,
		request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
		request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"},
	)
}
