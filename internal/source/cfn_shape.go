package source

import (
	"sync"

	"github.com/logsieve/logsieve/engine/request"
)

// cloudFormationShape is the mapping of a resource type of CloudFormation,
// false for a type that is none of ours.
func cloudFormationShape(kind string) (tfShape, bool) {
	shape, ok := cloudFormationShapes()[kind]
	return shape, ok
}

// cloudFormationShapes are the mappings by type; they are made once, as each
// template asks for some.
var cloudFormationShapes = sync.OnceValue(func() map[string]tfShape {
	shapes := map[string]tfShape{}
	for _, kind := range []string{
		"AWS::Logs::MetricFilter", "AWS::Logs::SubscriptionFilter", "AWS::Logs::LogGroup", "AWS::Logs::LogStream",
		"AWS::Logs::Destination", "AWS::Logs::ResourcePolicy", "AWS::Logs::AccountPolicy", "AWS::Logs::LogAnomalyDetector",
		"AWS::Logs::Transformer", "AWS::Logs::QueryDefinition", "AWS::Logs::DeliverySource", "AWS::Logs::DeliveryDestination",
		"AWS::CloudFront::RealtimeLogConfig", "AWS::AppFabric::IngestionDestination", "AWS::CloudWatch::Alarm",
	} {
		shapes[kind] = newCloudFormationShape(kind)
	}
	return shapes
})

// newCloudFormationShape makes one. Source: the template reference and the API
// models.
func newCloudFormationShape(kind string) tfShape {
	switch kind {
	case "AWS::Logs::MetricFilter":
		return logsShape("PutMetricFilter",
			required("LogGroupName", "logGroupName", asIs),
			optional("FilterName", "filterName", asIs),
			required("FilterPattern", "filterPattern", asIs),
			required("MetricTransformations", "metricTransformations", asBlocks,
				required("MetricName", "metricName", asIs),
				required("MetricNamespace", "metricNamespace", asIs),
				required("MetricValue", "metricValue", asIs),
				optional("DefaultValue", "defaultValue", asNumber),
				optional("Dimensions", "dimensions", asTags),
				optional("Unit", "unit", asIs),
			),
			optional("ApplyOnTransformedLogs", "applyOnTransformedLogs", asFlag),
			optional("FieldSelectionCriteria", "fieldSelectionCriteria", asIs),
			optional("EmitSystemFieldDimensions", "emitSystemFieldDimensions", asTexts),
		)
	case "AWS::Logs::SubscriptionFilter":
		return logsShape("PutSubscriptionFilter",
			required("LogGroupName", "logGroupName", asIs),
			optional("FilterName", "filterName", asIs),
			required("FilterPattern", "filterPattern", asIs),
			required("DestinationArn", "destinationArn", asIs),
			optional("RoleArn", "roleArn", asIs),
			optional("Distribution", "distribution", asIs),
			optional("ApplyOnTransformedLogs", "applyOnTransformedLogs", asFlag),
			optional("FieldSelectionCriteria", "fieldSelectionCriteria", asIs),
			optional("EmitSystemFields", "emitSystemFields", asTexts),
		)
	case "AWS::Logs::LogGroup":
		shape := logsShape("CreateLogGroup",
			optional("LogGroupName", "logGroupName", asIs),
			optional("KmsKeyId", "kmsKeyId", asIs),
			optional("Tags", "tags", asTags),
			optional("LogGroupClass", "logGroupClass", asIs),
			optional("DeletionProtectionEnabled", "deletionProtectionEnabled", asFlag),
		)
		shape.more = []tfShape{logsShape("PutRetentionPolicy",
			optional("LogGroupName", "logGroupName", asIs),
			required("RetentionInDays", "retentionInDays", asNumber),
		)}
		shape.more = append(shape.more, groupDocuments()...)
		return shape
	case "AWS::Logs::LogStream":
		return logsShape("CreateLogStream",
			required("LogGroupName", "logGroupName", asIs),
			optional("LogStreamName", "logStreamName", asIs),
		)
	case "AWS::Logs::Destination":
		shape := logsShape("PutDestination",
			required("DestinationName", "destinationName", asIs),
			required("TargetArn", "targetArn", asIs),
			required("RoleArn", "roleArn", asIs),
			optional("Tags", "tags", asTags),
		)
		shape.more = []tfShape{logsShape("PutDestinationPolicy",
			required("DestinationName", "destinationName", asIs),
			required("DestinationPolicy", "accessPolicy", asDocument),
		)}
		return shape
	case "AWS::Logs::ResourcePolicy":
		return logsShape("PutResourcePolicy",
			required("PolicyName", "policyName", asIs),
			required("PolicyDocument", "policyDocument", asDocument),
		)
	case "AWS::Logs::AccountPolicy":
		return logsShape("PutAccountPolicy",
			required("PolicyName", "policyName", asIs),
			required("PolicyType", "policyType", asIs),
			required("PolicyDocument", "policyDocument", asDocument),
			optional("Scope", "scope", asIs),
			optional("SelectionCriteria", "selectionCriteria", asIs),
		)
	case "AWS::Logs::LogAnomalyDetector":
		return logsShape("CreateLogAnomalyDetector",
			required("LogGroupArnList", "logGroupArnList", asTexts),
			optional("DetectorName", "detectorName", asIs),
			optional("EvaluationFrequency", "evaluationFrequency", asIs),
			optional("FilterPattern", "filterPattern", asIs),
			optional("KmsKeyId", "kmsKeyId", asIs),
			optional("AnomalyVisibilityTime", "anomalyVisibilityTime", asNumber),
		)
	case "AWS::CloudFront::RealtimeLogConfig":
		return tfShape{
			operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
			members: []tfMember{
				required("Name", "Name", asIs),
				required("SamplingRate", "SamplingRate", asNumber),
				required("Fields", "Fields", asTexts),
				required("EndPoints", "EndPoints", asBlocks,
					required("StreamType", "StreamType", asIs),
					required("KinesisStreamConfig", "KinesisStreamConfig", asBlock,
						required("RoleArn", "RoleARN", asIs),
						required("StreamArn", "StreamARN", asIs),
					),
				),
			},
		}
	case "AWS::AppFabric::IngestionDestination":
		return cloudFormationIngestion()
	case "AWS::CloudWatch::Alarm":
		return cloudFormationAlarm()
	}
	return cloudFormationDocuments(kind)
}

func cloudFormationIngestion() tfShape {
	return tfShape{
		operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		members: []tfMember{
			required("AppBundleArn", "appBundleIdentifier", asIs),
			required("IngestionArn", "ingestionIdentifier", asIs),
			required("ProcessingConfiguration", "processingConfiguration", asBlock,
				required("AuditLog", "auditLog", asBlock,
					required("Schema", "schema", asIs),
					required("Format", "format", asIs),
				),
			),
			required("DestinationConfiguration", "destinationConfiguration", asBlock,
				required("AuditLog", "auditLog", asBlock,
					required("Destination", "destination", asBlock,
						optional("S3Bucket", "s3Bucket", asBlock,
							required("BucketName", "bucketName", asIs),
							optional("Prefix", "prefix", asIs),
						),
						optional("FirehoseStream", "firehoseStream", asBlock,
							required("StreamName", "streamName", asIs),
						),
					),
				),
			),
			optional("Tags", "tags", asBlocks, required("Key", "key", asIs), required("Value", "value", asIs)),
		},
	}
}

// cloudFormationAlarm has the names of CloudWatch's own API, as templates do.
func cloudFormationAlarm() tfShape {
	same := func(as tfAs, names ...string) (list []tfMember) {
		for _, name := range names {
			list = append(list, optional(name, name, as))
		}
		return list
	}
	dimensions := optional("Dimensions", "Dimensions", asBlocks, required("Name", "Name", asIs), required("Value", "Value", asIs))
	shape := tfShape{operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}}
	shape.members = append(same(asIs, "AlarmName", "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
		"Unit", "ComparisonOperator", "ThresholdMetricId", "TreatMissingData", "EvaluateLowSampleCountPercentile"), dimensions)
	shape.members = append(shape.members, same(asNumber, "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold")...)
	shape.members = append(shape.members, same(asTexts, "AlarmActions", "OKActions", "InsufficientDataActions")...)
	shape.members = append(shape.members, same(asFlag, "ActionsEnabled")...)
	metric := optional("Metric", "Metric", asBlock, append(same(asIs, "MetricName", "Namespace"), dimensions)...)
	stat := append(same(asIs, "Stat", "Unit"), optional("Period", "Period", asNumber), metric)
	query := append(same(asIs, "Id", "AccountId", "Expression", "Label"), optional("Period", "Period", asNumber),
		optional("ReturnData", "ReturnData", asFlag), optional("MetricStat", "MetricStat", asBlock, stat...))
	shape.members = append(shape.members, optional("Metrics", "Metrics", asBlocks, query...))
	return shape
}
