package cloudformation

import (
	"sync"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Type is the mapping of a resource type of CloudFormation,
// false for a type that is none of ours.
func Type(kind string) (source.ResourceType, bool) {
	shape, ok := types()[kind]
	return shape, ok
}

// types are the mappings by type; they are made once, as each
// template asks for some.
var types = sync.OnceValue(func() map[string]source.ResourceType {
	shapes := map[string]source.ResourceType{}
	for _, kind := range []string{
		"AWS::Logs::MetricFilter", "AWS::Logs::SubscriptionFilter", "AWS::Logs::LogGroup", "AWS::Logs::LogStream",
		"AWS::Logs::Destination", "AWS::Logs::ResourcePolicy", "AWS::Logs::AccountPolicy", "AWS::Logs::LogAnomalyDetector",
		"AWS::Logs::Transformer", "AWS::Logs::QueryDefinition", "AWS::Logs::DeliverySource", "AWS::Logs::DeliveryDestination",
		"AWS::CloudFront::RealtimeLogConfig", "AWS::AppFabric::IngestionDestination", "AWS::CloudWatch::Alarm",
	} {
		shapes[kind] = newType(kind)
	}
	return shapes
})

// newType makes one. Source: the template reference and the API
// models.
func newType(kind string) source.ResourceType {
	switch kind {
	case "AWS::Logs::MetricFilter":
		return source.LogsType("PutMetricFilter",
			source.Arg("LogGroupName", "logGroupName", source.AsIs),
			source.Generated("FilterName", "filterName", source.AsIs),
			source.Arg("FilterPattern", "filterPattern", source.AsIs),
			source.Arg("MetricTransformations", "metricTransformations", source.AsBlocks,
				source.Arg("MetricName", "metricName", source.AsIs),
				source.Arg("MetricNamespace", "metricNamespace", source.AsIs),
				source.Arg("MetricValue", "metricValue", source.AsIs),
				source.Arg("DefaultValue", "defaultValue", source.AsNumber),
				source.Arg("Dimensions", "dimensions", source.AsTags),
				source.Arg("Unit", "unit", source.AsIs),
			),
			source.Arg("ApplyOnTransformedLogs", "applyOnTransformedLogs", source.AsFlag),
			source.Arg("FieldSelectionCriteria", "fieldSelectionCriteria", source.AsIs),
			source.Arg("EmitSystemFieldDimensions", "emitSystemFieldDimensions", source.AsTexts),
		)
	case "AWS::Logs::SubscriptionFilter":
		return source.LogsType("PutSubscriptionFilter",
			source.Arg("LogGroupName", "logGroupName", source.AsIs),
			source.Generated("FilterName", "filterName", source.AsIs),
			source.Arg("FilterPattern", "filterPattern", source.AsIs),
			source.Arg("DestinationArn", "destinationArn", source.AsIs),
			source.Arg("RoleArn", "roleArn", source.AsIs),
			source.Arg("Distribution", "distribution", source.AsIs),
			source.Arg("ApplyOnTransformedLogs", "applyOnTransformedLogs", source.AsFlag),
			source.Arg("FieldSelectionCriteria", "fieldSelectionCriteria", source.AsIs),
			source.Arg("EmitSystemFields", "emitSystemFields", source.AsTexts),
		)
	case "AWS::Logs::LogGroup":
		shape := source.LogsType("CreateLogGroup",
			source.Generated("LogGroupName", "logGroupName", source.AsIs),
			source.Arg("KmsKeyId", "kmsKeyId", source.AsIs),
			source.Arg("Tags", "tags", source.AsTags),
			source.Arg("LogGroupClass", "logGroupClass", source.AsIs),
			source.Arg("DeletionProtectionEnabled", "deletionProtectionEnabled", source.AsFlag),
		)
		shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
			source.Generated("LogGroupName", "logGroupName", source.AsIs),
			source.Arg("RetentionInDays", "retentionInDays", source.AsNumber),
		)}
		shape.More = append(shape.More, groupDocuments()...)
		return shape
	case "AWS::Logs::LogStream":
		return source.LogsType("CreateLogStream",
			source.Arg("LogGroupName", "logGroupName", source.AsIs),
			source.Generated("LogStreamName", "logStreamName", source.AsIs),
		)
	case "AWS::Logs::Destination":
		shape := source.LogsType("PutDestination",
			source.Arg("DestinationName", "destinationName", source.AsIs),
			source.Arg("TargetArn", "targetArn", source.AsIs),
			source.Arg("RoleArn", "roleArn", source.AsIs),
			source.Arg("Tags", "tags", source.AsTags),
		)
		shape.More = []source.ResourceType{source.LogsType("PutDestinationPolicy",
			source.Arg("DestinationName", "destinationName", source.AsIs),
			source.Arg("DestinationPolicy", "accessPolicy", source.AsDocument),
		)}
		return shape
	case "AWS::Logs::ResourcePolicy":
		return source.LogsType("PutResourcePolicy",
			source.Arg("PolicyName", "policyName", source.AsIs),
			source.Arg("PolicyDocument", "policyDocument", source.AsDocument),
		)
	case "AWS::Logs::AccountPolicy":
		return source.LogsType("PutAccountPolicy",
			source.Arg("PolicyName", "policyName", source.AsIs),
			source.Arg("PolicyType", "policyType", source.AsIs),
			source.Arg("PolicyDocument", "policyDocument", source.AsDocument),
			source.Arg("Scope", "scope", source.AsIs),
			source.Arg("SelectionCriteria", "selectionCriteria", source.AsIs),
		)
	case "AWS::Logs::LogAnomalyDetector":
		return source.LogsType("CreateLogAnomalyDetector",
			source.Arg("LogGroupArnList", "logGroupArnList", source.AsTexts),
			source.Arg("DetectorName", "detectorName", source.AsIs),
			source.Arg("EvaluationFrequency", "evaluationFrequency", source.AsIs),
			source.Arg("FilterPattern", "filterPattern", source.AsIs),
			source.Arg("KmsKeyId", "kmsKeyId", source.AsIs),
			source.Arg("AnomalyVisibilityTime", "anomalyVisibilityTime", source.AsNumber),
		)
	case "AWS::CloudFront::RealtimeLogConfig":
		return source.ResourceType{
			Operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
			Arguments: []source.Argument{
				source.Arg("Name", "Name", source.AsIs),
				source.Arg("SamplingRate", "SamplingRate", source.AsNumber),
				source.Arg("Fields", "Fields", source.AsTexts),
				source.Arg("EndPoints", "EndPoints", source.AsBlocks,
					source.Arg("StreamType", "StreamType", source.AsIs),
					source.Required("KinesisStreamConfig", "KinesisStreamConfig", source.AsBlock,
						source.Arg("RoleArn", "RoleARN", source.AsIs),
						source.Arg("StreamArn", "StreamARN", source.AsIs),
					),
				),
			},
		}
	case "AWS::AppFabric::IngestionDestination":
		return ingestionType()
	case "AWS::CloudWatch::Alarm":
		return alarmType()
	}
	return documentType(kind)
}

func ingestionType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		Arguments: []source.Argument{
			source.Arg("AppBundleArn", "appBundleIdentifier", source.AsIs),
			source.Arg("IngestionArn", "ingestionIdentifier", source.AsIs),
			source.Arg("ProcessingConfiguration", "processingConfiguration", source.AsBlock,
				source.Required("AuditLog", "auditLog", source.AsBlock,
					source.Arg("Schema", "schema", source.AsIs),
					source.Arg("Format", "format", source.AsIs),
				),
			),
			source.Arg("DestinationConfiguration", "destinationConfiguration", source.AsBlock,
				source.Required("AuditLog", "auditLog", source.AsBlock,
					source.Arg("Destination", "destination", source.AsBlock,
						source.Arg("S3Bucket", "s3Bucket", source.AsBlock,
							source.Arg("BucketName", "bucketName", source.AsIs),
							source.Arg("Prefix", "prefix", source.AsIs),
						),
						source.Arg("FirehoseStream", "firehoseStream", source.AsBlock,
							source.Arg("StreamName", "streamName", source.AsIs),
						),
					),
				),
			),
			source.Arg("Tags", "tags", source.AsBlocks, source.Arg("Key", "key", source.AsIs), source.Arg("Value", "value", source.AsIs)),
		},
	}
}

// alarmType has the names of CloudWatch's own API, as templates do.
func alarmType() source.ResourceType {
	same := func(as source.Conversion, names ...string) (list []source.Argument) {
		for _, name := range names {
			list = append(list, source.Arg(name, name, as))
		}
		return list
	}
	dimensions := source.Arg("Dimensions", "Dimensions", source.AsBlocks, source.Required("Name", "Name", source.AsIs), source.Required("Value", "Value", source.AsIs))
	shape := source.ResourceType{Operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}}
	shape.Arguments = append(same(source.AsIs, "AlarmName", "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
		"Unit", "ComparisonOperator", "ThresholdMetricId", "TreatMissingData", "EvaluateLowSampleCountPercentile"), dimensions)
	shape.Arguments = append(shape.Arguments, same(source.AsNumber, "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold")...)
	shape.Arguments = append(shape.Arguments, same(source.AsTexts, "AlarmActions", "OKActions", "InsufficientDataActions")...)
	shape.Arguments = append(shape.Arguments, same(source.AsFlag, "ActionsEnabled")...)
	metric := source.Arg("Metric", "Metric", source.AsBlock, append(same(source.AsIs, "MetricName", "Namespace"), dimensions)...)
	stat := append(same(source.AsIs, "Stat", "Unit"), source.Arg("Period", "Period", source.AsNumber), metric)
	query := append(same(source.AsIs, "Id", "AccountId", "Expression", "Label"), source.Arg("Period", "Period", source.AsNumber),
		source.Arg("ReturnData", "ReturnData", source.AsFlag), source.Arg("MetricStat", "MetricStat", source.AsBlock, stat...))
	shape.Arguments = append(shape.Arguments, source.Arg("Metrics", "Metrics", source.AsBlocks, query...))
	return shape
}
