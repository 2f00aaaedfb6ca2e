package source

import (
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine/request"
)

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

// LogsOperation is the operation of CloudWatch Logs that a command of the AWS CLI is
// called after, such as delete-metric-filter; false when there is none.
func LogsOperation(command string) (request.Operation, bool) {
	op, ok := logsOperations()[command]
	return op, ok
}

// LongestLogsOperation is the one whose command a text starts with, up to its end or
// a mark.
func LongestLogsOperation(text string) (op request.Operation, ok bool) {
	for end := len(text); end > 0; end = strings.LastIndexAny(text[:end], "-._") {
		if op, ok = logsOperations()[text[:end]]; ok {
			return op, true
		}
	}
	return op, false
}

var logsOperations = sync.OnceValue(func() map[string]request.Operation {
	all := map[string]request.Operation{}
	for _, op := range request.Operations(request.Latest) {
		if op.Service == request.Logs && !op.Paginator {
			all[commandOf(op.Name)] = op
		}
	}
	return all
})

// commandOf spells the name of an operation as the AWS CLI does: DeleteMetricFilter as
// delete-metric-filter.
func commandOf(name string) string {
	var b strings.Builder
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			if i > 0 {
				b.WriteByte('-')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}
