package awsprovider

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
)

// TestTypes holds which operation a type's requests are, by the names of
// Terraform and of Pulumi, and one argument of each by both.
func TestTypes(t *testing.T) {
	for _, c := range []struct{ terraform, pulumi, operation, from, camel, to string }{
		{"aws_cloudwatch_log_metric_filter", "aws:cloudwatch/logMetricFilter:LogMetricFilter", "PutMetricFilter", "log_group_name", "logGroupName", "logGroupName"},
		{"aws_cloudwatch_log_subscription_filter", "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "PutSubscriptionFilter", "log_group_name", "logGroup", "logGroupName"},
		{"aws_cloudwatch_log_group", "aws:cloudwatch/logGroup:LogGroup", "CreateLogGroup", "kms_key_id", "kmsKeyId", "kmsKeyId"},
		{"aws_cloudwatch_log_stream", "aws:cloudwatch/logStream:LogStream", "CreateLogStream", "name", "name", "logStreamName"},
		{"aws_cloudwatch_log_destination", "aws:cloudwatch/logDestination:LogDestination", "PutDestination", "target_arn", "targetArn", "targetArn"},
		{"aws_cloudwatch_log_destination_policy", "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy", "PutDestinationPolicy", "access_policy", "accessPolicy", "accessPolicy"},
		{"aws_cloudwatch_log_resource_policy", "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "PutResourcePolicy", "policy_document", "policyDocument", "policyDocument"},
		{"aws_cloudwatch_log_account_policy", "aws:cloudwatch/logAccountPolicy:LogAccountPolicy", "PutAccountPolicy", "selection_criteria", "selectionCriteria", "selectionCriteria"},
		{"aws_cloudwatch_log_data_protection_policy", "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy", "PutDataProtectionPolicy", "log_group_name", "logGroupName", "logGroupIdentifier"},
		{"aws_cloudwatch_log_index_policy", "aws:cloudwatch/logIndexPolicy:LogIndexPolicy", "PutIndexPolicy", "policy_document", "policyDocument", "policyDocument"},
		{"aws_cloudwatch_log_transformer", "aws:cloudwatch/logTransformer:LogTransformer", "PutTransformer", "transformer_config", "transformerConfigs", "transformerConfig"},
		{"aws_cloudwatch_log_anomaly_detector", "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector", "CreateLogAnomalyDetector", "filter_pattern", "filterPattern", "filterPattern"},
		{"aws_cloudwatch_log_delivery_source", "aws:cloudwatch/logDeliverySource:LogDeliverySource", "PutDeliverySource", "log_type", "logType", "logType"},
		{"aws_cloudwatch_log_delivery_destination", "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination", "PutDeliveryDestination", "output_format", "outputFormat", "outputFormat"},
		{"aws_cloudwatch_log_delivery_destination_policy", "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy", "PutDeliveryDestinationPolicy", "delivery_destination_name", "deliveryDestinationName", "deliveryDestinationName"},
		{"aws_cloudwatch_query_definition", "aws:cloudwatch/queryDefinition:QueryDefinition", "PutQueryDefinition", "query_string", "queryString", "queryString"},
		{"aws_cloudwatch_metric_alarm", "aws:cloudwatch/metricAlarm:MetricAlarm", "PutMetricAlarm", "metric_query", "metricQueries", "Metrics"},
		{"aws_cloudtrail", "aws:cloudtrail/trail:Trail", "CreateTrail", "event_selector", "eventSelectors", "EventSelectors"},
		{"aws_cloudfront_realtime_log_config", "aws:cloudfront/realtimeLogConfig:RealtimeLogConfig", "CreateRealtimeLogConfig", "sampling_rate", "samplingRate", "SamplingRate"},
		{"aws_appfabric_ingestion_destination", "aws:appfabric/ingestionDestination:IngestionDestination", "CreateIngestionDestination", "app_bundle_arn", "appBundleArn", "appBundleIdentifier"},
	} {
		check := func(kind, from string, shape source.ResourceType, ok bool) {
			t.Helper()
			if !ok || shape.Operation.Name != c.operation {
				t.Errorf("%s: %t, %s, want %s", kind, ok, shape.Operation.Name, c.operation)
				return
			}
			for _, a := range shape.Arguments {
				if a.From == from {
					if a.To != c.to {
						t.Errorf("%s: %s is %s, want %s", kind, from, a.To, c.to)
					}
					return
				}
			}
			t.Errorf("%s has no %s", kind, from)
		}
		shape, ok := Type(c.terraform)
		check(c.terraform, c.from, shape, ok)
		shape, ok = PulumiType(c.pulumi)
		check(c.pulumi, c.camel, shape, ok)
		// Without the module's second part, as programs in YAML may write it.
		parts := strings.Split(c.pulumi, ":")
		module, _, _ := strings.Cut(parts[1], "/")
		shape, ok = PulumiType("aws:" + module + ":" + parts[2])
		check(c.pulumi, c.camel, shape, ok)
	}
	for _, kind := range []string{"", "aws_s3_bucket", "aws:cloudwatch/logGroup:LogGroup"} {
		if _, ok := Type(kind); ok {
			t.Errorf("%s is known", kind)
		}
	}
	for _, kind := range []string{"", "aws:s3/bucket:Bucket", "aws_cloudwatch_log_group", "aws:LogGroup", "aws:cloudwatch:LogGroup:x", "azure:cloudwatch:LogGroup", "aws:s3/logGroup:LogGroup", "aws:cloudwatch/logGroup:LogStreams"} {
		if _, ok := PulumiType(kind); ok {
			t.Errorf("%s is known", kind)
		}
	}
}

// TestAlarmNames holds that an alarm's name is called name in Pulumi alone.
func TestAlarmNames(t *testing.T) {
	names := func(shape source.ResourceType) string {
		for _, a := range shape.Arguments {
			if a.To == "AlarmName" {
				return a.From
			}
		}
		return ""
	}
	terraform, _ := Type("aws_cloudwatch_metric_alarm")
	pulumi, _ := PulumiType("aws:cloudwatch/metricAlarm:MetricAlarm")
	if names(terraform) != "alarm_name" || names(pulumi) != "name" {
		t.Errorf("%s, %s", names(terraform), names(pulumi))
	}
}
