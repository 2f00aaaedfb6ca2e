package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/quota"
)

// deliveryFormats are the formats that a kind of delivery destination takes, by
// the user guide; nil for a service that is none. Refusals were recorded of
// parquet only.
func deliveryFormats(service string) []string {
	switch service {
	case "s3":
		return []string{"json", "plain", "w3c", "raw", "parquet"}
	case "logs":
		return []string{"json", "plain"}
	case "firehose":
		return []string{"json", "plain", "raw"}
	}
	return nil
}

// deliveryFormat judges the format of a delivery destination by what its ARN,
// or its type, says it is.
func deliveryFormat(d *document) []Finding {
	format, ok := d.Get("outputFormat").Text()
	target, isARN := parseARN(d.Get("deliveryDestinationConfiguration").Get("destinationResourceArn").Str())
	service := target.service
	if !isARN {
		service = map[string]string{"S3": "s3", "CWL": "logs", "FH": "firehose"}[d.Get("deliveryDestinationType").Str()]
	}
	formats := deliveryFormats(service)
	if !ok || formats == nil || slices.Contains(formats, format) || !slices.Contains(deliveryFormats("s3"), format) {
		return nil
	}
	reason := fmt.Sprintf("A delivery destination of %s does not accept the format %s.", service, format)
	f := single(pathAt(atName("outputFormat")), "", reason, fmt.Sprintf("Use %s.", strings.Join(formats, ", ")))
	if format == "parquet" {
		f[0].Service, f[0].Exception = "Invalid output format value provided.", "ValidationException"
	} else {
		f[0].Severity = Warning
	}
	return f
}

// deliverySource refuses the one service that was seen to be refused.
func deliverySource(d *document) []Finding {
	source, ok := parseARN(d.Get("resourceArn").Str())
	if !ok || source.service != "s3" {
		return nil
	}
	f := single(pathAt(atName("resourceArn")), "Cannot access provided service.", "S3 is not a source of deliveries.", "Name a resource that delivers logs itself, such as a CloudFront distribution.")
	f[0].Exception = "ResourceNotFoundException"
	return f
}

// oneGroup holds that an anomaly detector is for one log group.
func oneGroup(d *document) []Finding {
	if len(d.Get("logGroupArnList").Items()) > quota.AnomalyDetectorGroups {
		return single(pathAt(atName("logGroupArnList"), atPosition(quota.AnomalyDetectorGroups)), fmt.Sprintf("Only %d log group arn is supported in the list.", quota.AnomalyDetectorGroups), "An anomaly detector is for one log group.", "Leave out the others, and create a detector for each.")
	}
	return nil
}

// queryGroups bounds the log groups of a query.
func queryGroups(d *document) (found []Finding) {
	for _, name := range []string{"logGroupNames", "logGroupIdentifiers"} {
		if n := len(d.Get(name).Items()); n > quota.QueryGroups {
			text := ""
			if d.Operation.Name == "PutQueryDefinition" {
				text = "Too many log groups specified"
			}
			found = append(found, single(pathAt(atName(name), atPosition(quota.QueryGroups)), text, fmt.Sprintf("A query may read at most %d log groups, not %d.", quota.QueryGroups, n), "Remove the others.")...)
		}
	}
	return found
}
