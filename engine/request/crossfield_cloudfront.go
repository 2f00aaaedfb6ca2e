package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

var realtimeOperations = []string{"CreateRealtimeLogConfig", "UpdateRealtimeLogConfig"}

// cloudFrontRules are about real-time log configurations.
func cloudFrontRules() []rule {
	return []rule{
		{ID: "C03", Name: "several-endpoints", Operations: realtimeOperations, Severity: Warning,
			Doc: "A real-time log configuration has exactly one endpoint.", Source: "Terraform, aws_cloudfront_realtime_log_config", Check: severalEndpoints},
		{ID: "C04", Name: "stream-config-missing", Operations: realtimeOperations, Severity: Error,
			Doc: "An endpoint of the type Kinesis needs KinesisStreamConfig.", Source: "CloudFormation, AWS::CloudFront::RealtimeLogConfig", Check: streamConfig},
		{ID: "C05", Name: "realtime-field", Operations: realtimeOperations, Severity: Warning,
			Doc: "Fields must be in the documented list, each of them once.", Source: "CloudFront developer guide, real-time log fields", Check: realtimeFields},
		{ID: "C06", Name: "realtime-field-order", Operations: realtimeOperations, Severity: Warning,
			Doc: "Fields are delivered in the documented order, not in that of the request.", Source: "CloudFront developer guide, real-time log fields", Check: realtimeOrder},
		{ID: "C07", Name: "config-unidentified", Operations: []string{"UpdateRealtimeLogConfig", "GetRealtimeLogConfig", "DeleteRealtimeLogConfig"}, Severity: Error,
			Doc: "Name or ARN identifies the configuration; if both are given, they must agree.", Source: "CloudFront API reference", Check: configIdentified},
		{ID: "C08", Name: "update-replaces-all", Operations: []string{"UpdateRealtimeLogConfig"}, Severity: Warning,
			Doc: "An update replaces the whole configuration.", Source: "CloudFront API reference", Check: updateReplaces},
		{ID: "C09", Name: "stream-arn", Operations: realtimeOperations, Severity: Error,
			Doc: "StreamARN must be the ARN of a Kinesis stream, RoleARN that of an IAM role.", Source: "CloudFront API reference", Check: streamARNs},
	}
}

func severalEndpoints(d *document) []Finding {
	if n := len(d.Get("EndPoints").Items()); n > 1 {
		return single(pathAt(atName("EndPoints")), "", fmt.Sprintf("There are %d endpoints; CloudFront accepts only one.", n), "Keep one endpoint.")
	}
	return nil
}

func streamConfig(d *document) (found []Finding) {
	for i, e := range d.Get("EndPoints").Items() {
		if e.Get("StreamType").Str() == "Kinesis" && !e.Has("KinesisStreamConfig") {
			found = append(found, single(pathAt(atName("EndPoints"), atPosition(i)), "", "The endpoint names no stream.", "Add KinesisStreamConfig with RoleARN and StreamARN.")...)
		}
	}
	return found
}

// realtimeFieldNames are the fields in the order of delivery.
var realtimeFieldNames = strings.Fields(`timestamp c-ip s-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem
cs-bytes x-edge-location x-edge-request-id x-host-header time-taken cs-protocol-version c-ip-version cs-user-agent cs-referer cs-cookie
cs-uri-query x-edge-response-result-type x-forwarded-for ssl-protocol ssl-cipher x-edge-result-type fle-encrypted-fields fle-status
sc-content-type sc-content-len sc-range-start sc-range-end c-port x-edge-detailed-result-type c-country cs-accept-encoding cs-accept
cache-behavior-path-pattern cs-headers cs-header-names cs-headers-count primary-distribution-id primary-distribution-dns-name origin-fbl
origin-lbl asn cmcd-encoded-bitrate cmcd-buffer-length cmcd-buffer-starvation cmcd-content-id cmcd-object-duration cmcd-deadline
cmcd-measured-throughput cmcd-next-object-request cmcd-next-range-request cmcd-object-type cmcd-playback-rate
cmcd-requested-maximum-throughput cmcd-streaming-format cmcd-session-id cmcd-stream-type cmcd-startup cmcd-top-bitrate cmcd-version
r-host sr-reason x-edge-mqcs distribution-tenant-id connection-id viewer-request-log-data viewer-response-log-data`)

func realtimeFields(d *document) (found []Finding) {
	seen := map[string]bool{}
	for i, f := range d.Get("Fields").Items() {
		name, ok := f.Text()
		if !ok {
			continue
		}
		path := pathAt(atName("Fields"), atPosition(i))
		switch {
		case seen[name]:
			found = append(found, single(path, "", name+" appears twice.", "Remove it.")...)
		case !slices.Contains(realtimeFieldNames, name):
			f := single(path, "", name+" is not a documented real-time log field.", "Compare it with the list in the developer guide.")
			f[0].Replacement = suggest.Closest(name, realtimeFieldNames)
			found = append(found, f...)
		}
		seen[name] = true
	}
	return found
}

func realtimeOrder(d *document) []Finding {
	last := -1
	for i, f := range d.Get("Fields").Items() {
		n := slices.Index(realtimeFieldNames, f.Str())
		if n >= 0 && n < last {
			return single(pathAt(atName("Fields"), atPosition(i)), "", f.Str()+" is delivered before the field that comes before it in the request.", "Read records in the documented order.")
		}
		last = max(last, n)
	}
	return nil
}

func configIdentified(d *document) []Finding {
	name, byName := d.Get("Name").Text()
	arnText, byARN := d.Get("ARN").Text()
	switch {
	case !byName && !byARN:
		return single(nil, "", "Neither Name nor ARN identifies the configuration.", "Add Name or ARN.")
	case byName && byARN && !strings.HasSuffix(arnText, "/"+name):
		return single(pathAt(atName("ARN")), "", "Name and ARN identify different configurations.", "Remove one of them.")
	}
	return nil
}

func updateReplaces(d *document) (found []Finding) {
	for _, name := range []string{"EndPoints", "Fields", "SamplingRate"} {
		if !d.Has(name) {
			found = append(found, single(nil, "", name+" is missing and would be removed: an update replaces everything.", "Repeat the current "+name+".")...)
		}
	}
	return found
}

func streamARNs(d *document) (found []Finding) {
	for i, e := range d.Get("EndPoints").Items() {
		config := e.Get("KinesisStreamConfig")
		path := pathAt(atName("EndPoints"), atPosition(i), atName("KinesisStreamConfig"))
		if text, ok := config.Get("StreamARN").Text(); ok {
			if a, isARN := parseARN(text); !isARN || a.service != "kinesis" || !strings.HasPrefix(a.resource, "stream/") {
				found = append(found, single(path.then(Step{Name: "StreamARN"}), "", "StreamARN is not the ARN of a Kinesis data stream.", "Write arn:aws:kinesis:REGION:ACCOUNT:stream/NAME.")...)
			}
		}
		found = append(found, notRole(config.Get("RoleARN"), path.then(Step{Name: "RoleARN"}))...)
	}
	return found
}
