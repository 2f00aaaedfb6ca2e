package request

import (
	"regexp"
	"strings"
	"sync"
)

// groupRules are about log groups, destinations, policies, keys and exports.
func groupRules() []rule {
	return []rule{
		{ID: "L19", Name: "reserved-group-name", Operations: []string{"CreateLogGroup", "PutSubscriptionFilter"}, Severity: Error,
			Doc: "Log group names that start with aws/ are reserved; /aws/ is not.", Source: "recorded: aws-otel-collector#353",
			Check: when(reservedGroup, "logGroupName", "Log groups starting with AWS/ are reserved for AWS.",
				"Names that start with aws/ are reserved for AWS.", "Choose another name; /aws/ with a slash before it is allowed.")},
		{ID: "L22", Name: "delivery-class", Operations: []string{"CreateLogGroup"}, Severity: Warning,
			Doc: "A log group of the class DELIVERY keeps events for one day and does not support filters.", Source: apiReference,
			Check: when(func(d *document) bool { return d.Get("logGroupClass").Str() == "DELIVERY" }, "logGroupClass", "",
				"Events are kept for one day, and filters are not supported.", "Use STANDARD to filter log events.")},
		{ID: "L23", Name: "reserved-tag-key", Operations: []string{"CreateLogGroup", "TagLogGroup", "TagResource", "PutDestination"}, Severity: Error,
			Doc: "Tag keys that start with aws: are reserved.", Source: "AWS tagging", Check: reservedTags},
		{ID: "L24", Name: "key-target", Operations: []string{"AssociateKmsKey", "DisassociateKmsKey"}, Profiles: []Profile{Latest}, Severity: Error,
			Doc: "Exactly one of logGroupName and resourceIdentifier is required.", Source: apiReference,
			Check: func(d *document) []Finding { return exactlyOne(d, "", "logGroupName", "resourceIdentifier") }},
		{ID: "L25", Name: "key-association", Operations: []string{"AssociateKmsKey", "DisassociateKmsKey", "CreateLogGroup"}, Severity: Error,
			Doc:    "kmsKeyId must be the ARN of a key, resourceIdentifier that of a log group or of all query results. Whether the key is symmetric only the account can tell.",
			Source: "CloudFormation, AWS::Logs::LogGroup, KmsKeyId; API reference, AssociateKmsKey", Check: keyAndResource},
		{ID: "L26", Name: "export-times", Operations: []string{"CreateExportTask"}, Severity: Error,
			Doc: "from must not be after to.", Source: apiReference,
			Check: when(reversed("from", "to"), "from", "", "from is after to.", "Swap the times.")},
		{ID: "L28", Name: "export-bucket", Operations: []string{"CreateExportTask"}, Severity: Warning,
			Doc: "The prefix and the bucket must follow the rules of S3, which are stricter than the API model.", Source: "S3, object keys and bucket names", Check: exportBucket},
		{ID: "L45", Name: "destination-target", Operations: []string{"PutDestination"}, Severity: Error,
			Doc:    "targetArn must be the ARN of a Kinesis or Firehose stream, roleArn that of an IAM role; tags are better set afterwards.",
			Source: "API reference, PutDestination; Terraform, aws_cloudwatch_log_destination", Check: destinationTarget},
	}
}

func reservedGroup(d *document) bool {
	name := d.Get("logGroupName").Str()
	return len(name) >= 4 && strings.EqualFold(name[:4], "aws/")
}

func reservedTags(d *document) (found []Finding) {
	var told counts
	for _, m := range d.Get("tags").Members() {
		if len(m.Name) >= len("aws:") && strings.EqualFold(m.Name[:len("aws:")], "aws:") && !told.full("", Error) {
			found = append(found, single(pathAt(atName("tags")).then(Step{Name: m.Name, Kind: KeyStep}), "", "Tag keys that start with aws: are reserved for AWS.", "Choose another key.")...)
		}
	}
	return found
}

var kmsKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^arn:[a-z0-9-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)/.+$`)
})

func keyAndResource(d *document) []Finding { return append(keyARN(d), keyResource(d)...) }

func keyARN(d *document) []Finding {
	text, ok := d.Get("kmsKeyId").Text()
	if !ok || kmsKey().MatchString(text) {
		return nil
	}
	f := single(pathAt(atName("kmsKeyId")), "", "kmsKeyId is not the ARN of a KMS key.", "Write arn:aws:kms:REGION:ACCOUNT:key/ID.")
	if strings.HasPrefix(text, "arn:") {
		f[0].Severity = Warning
	}
	return f
}

// keyResource is about what the key is for. The model takes more texts than the
// two documented forms, so that an ARN of another kind is advice only.
func keyResource(d *document) []Finding {
	text, ok := d.Get("resourceIdentifier").Text()
	if !ok {
		return nil
	}
	target, isARN := parseARN(text)
	if isARN && target.service == "logs" && (target.resource == "query-result:*" || strings.HasPrefix(target.resource, "log-group:")) {
		return nil
	}
	f := single(pathAt(atName("resourceIdentifier")), "", "resourceIdentifier is neither the ARN of a log group nor that of the query results.",
		"Write arn:aws:logs:REGION:ACCOUNT:log-group:NAME or arn:aws:logs:REGION:ACCOUNT:query-result:*.")
	if isARN {
		f[0].Severity = Warning
	}
	return f
}

var bucketName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]$`) })

func exportBucket(d *document) (found []Finding) {
	found = notBucket(d.Get("destination"), pathAt(atName("destination")))
	if text := d.Get("destinationPrefix").Str(); len(text) > 1024 {
		found = append(found, single(pathAt(atName("destinationPrefix")), "", "S3 keys may have at most 1,024 bytes.", "Shorten the prefix.")...)
	}
	return found
}

func destinationTarget(d *document) (found []Finding) {
	if text, ok := d.Get("targetArn").Text(); ok {
		target, isARN := parseARN(text)
		if !isARN || target.service != "kinesis" && target.service != "firehose" {
			found = append(found, single(pathAt(atName("targetArn")), "", "The target of a destination is a Kinesis or Firehose stream.", "Write arn:aws:kinesis:REGION:ACCOUNT:stream/NAME.")...)
		}
	}
	found = append(found, notRole(d.Get("roleArn"), pathAt(atName("roleArn")))...)
	if d.Has("tags") {
		found = append(found, warning(pathAt(atName("tags")), "PutDestination with tags reportedly fails to deliver its test message.", "Remove the tags, and call TagResource afterwards.")...)
	}
	return found
}
