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
			source.Required("LogGroupName", "logGroupName", source.AsIs),
			source.Optional("FilterName", "filterName", source.AsIs),
			source.Required("FilterPattern", "filterPattern", source.AsIs),
			source.Required("MetricTransformations", "metricTransformations", source.AsBlocks,
				source.Required("MetricName", "metricName", source.AsIs),
				source.Required("MetricNamespace", "metricNamespace", source.AsIs),
				source.Required("MetricValue", "metricValue", source.AsIs),
				source.Optional("DefaultValue", "defaultValue", source.AsNumber),
				source.Optional("Dimensions", "dimensions", source.AsTags),
				source.Optional("Unit", "unit", source.AsIs),
			),
			source.Optional("ApplyOnTransformedLogs", "applyOnTransformedLogs", source.AsFlag),
			source.Optional("FieldSelectionCriteria", "fieldSelectionCriteria", source.AsIs),
			source.Optional("EmitSystemFieldDimensions", "emitSystemFieldDimensions", source.AsTexts),
		)
	case "AWS::Logs::SubscriptionFilter":
		return source.LogsType("PutSubscriptionFilter",
			source.Required("LogGroupName", "logGroupName", source.AsIs),
			source.Optional("FilterName", "filterName", source.AsIs),
			source.Required("FilterPattern", "filterPattern", source.AsIs),
			source.Required("DestinationArn", "destinationArn", source.AsIs),
			source.Optional("RoleArn", "roleArn", source.AsIs),
			source.Optional("Distribution", "distribution", source.AsIs),
			source.Optional("ApplyOnTransformedLogs", "applyOnTransformedLogs", source.AsFlag),
			source.Optional("FieldSelectionCriteria", "fieldSelectionCriteria", source.AsIs),
			source.Optional("EmitSystemFields", "emitSystemFields", source.AsTexts),
		)
	case "AWS::Logs::LogGroup":
		shape := source.LogsType("CreateLogGroup",
			source.Optional("LogGroupName", "logGroupName", source.AsIs),
			source.Optional("KmsKeyId", "kmsKeyId", source.AsIs),
			source.Optional("Tags", "tags", source.AsTags),
			source.Optional("LogGroupClass", "logGroupClass", source.AsIs),
			source.Optional("DeletionProtectionEnabled", "deletionProtectionEnabled", source.AsFlag),
		)
		shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
			source.Optional("LogGroupName", "logGroupName", source.AsIs),
			source.Required("RetentionInDays", "retentionInDays", source.AsNumber),
		)}
		return shape
	case "AWS::Logs::LogStream":
		return source.LogsType("CreateLogStream",
			source.Required("LogGroupName", "logGroupName", source.AsIs),
			source.Optional("LogStreamName", "logStreamName", source.AsIs),
		)
	case "AWS::Logs::Destination":
		shape := source.LogsType("PutDestination",
			source.Required("DestinationName", "destinationName", source.AsIs),
			source.Required("TargetArn", "targetArn", source.AsIs),
			source.Required("RoleArn", "roleArn", source.AsIs),
			source.Optional("Tags", "tags", source.AsTags),
		)
		shape.More = []source.ResourceType{source.LogsType("PutDestinationPolicy",
			source.Required("DestinationName", "destinationName", source.AsIs),
			source.Required("DestinationPolicy", "accessPolicy", source.AsDocument),
		)}
		return shape
	case "AWS::Logs::ResourcePolicy":
		return source.LogsType("PutResourcePolicy",
			source.Required("PolicyName", "policyName", source.AsIs),
			source.Required("PolicyDocument", "policyDocument", source.AsDocument),
		)
	case "AWS::Logs::AccountPolicy":
		return source.LogsType("PutAccountPolicy",
			source.Required("PolicyName", "policyName", source.AsIs),
			source.Required("PolicyType", "policyType", source.AsIs),
			source.Required("PolicyDocument", "policyDocument", source.AsDocument),
			source.Optional("Scope", "scope", source.AsIs),
			source.Optional("SelectionCriteria", "selectionCriteria", source.AsIs),
		)
	case "AWS::Logs::LogAnomalyDetector":
		return source.LogsType("CreateLogAnomalyDetector",
			source.Required("LogGroupArnList", "logGroupArnList", source.AsTexts),
			source.Optional("DetectorName", "detectorName", source.AsIs),
			source.Optional("EvaluationFrequency", "evaluationFrequency", source.AsIs),
			source.Optional("FilterPattern", "filterPattern", source.AsIs),
			source.Optional("KmsKeyId", "kmsKeyId", source.AsIs),
			source.Optional("AnomalyVisibilityTime", "anomalyVisibilityTime", source.AsNumber),
		)
	case "AWS::CloudFront::RealtimeLogConfig":
		return source.ResourceType{
			Operation: request.Operation{Service: request.CloudFront, Name: "CreateRealtimeLogConfig"},
			Arguments: []source.Argument{
				source.Required("Name", "Name", source.AsIs),
				source.Required("SamplingRate", "SamplingRate", source.AsNumber),
				source.Required("Fields", "Fields", source.AsTexts),
				source.Required("EndPoints", "EndPoints", source.AsBlocks,
					source.Required("StreamType", "StreamType", source.AsIs),
					source.Required("KinesisStreamConfig", "KinesisStreamConfig", source.AsBlock,
						source.Required("RoleArn", "RoleARN", source.AsIs),
						source.Required("StreamArn", "StreamARN", source.AsIs),
					),
				),
			},
		}
	case "AWS::AppFabric::IngestionDestination":
		return ingestionType()
	case "AWS::CloudWatch::Alarm":
		return alarmType()
	}
	return source.ResourceType{}
}

func ingestionType() source.ResourceType {
	return source.ResourceType{
		Operation: request.Operation{Service: request.AppFabric, Name: "CreateIngestionDestination"},
		Arguments: []source.Argument{
			source.Required("AppBundleArn", "appBundleIdentifier", source.AsIs),
			source.Required("IngestionArn", "ingestionIdentifier", source.AsIs),
			source.Required("ProcessingConfiguration", "processingConfiguration", source.AsBlock,
				source.Required("AuditLog", "auditLog", source.AsBlock,
					source.Required("Schema", "schema", source.AsIs),
					source.Required("Format", "format", source.AsIs),
				),
			),
			source.Required("DestinationConfiguration", "destinationConfiguration", source.AsBlock,
				source.Required("AuditLog", "auditLog", source.AsBlock,
					source.Required("Destination", "destination", source.AsBlock,
						source.Optional("S3Bucket", "s3Bucket", source.AsBlock,
							source.Required("BucketName", "bucketName", source.AsIs),
							source.Optional("Prefix", "prefix", source.AsIs),
						),
						source.Optional("FirehoseStream", "firehoseStream", source.AsBlock,
							source.Required("StreamName", "streamName", source.AsIs),
						),
					),
				),
			),
			source.Optional("Tags", "tags", source.AsBlocks, source.Required("Key", "key", source.AsIs), source.Required("Value", "value", source.AsIs)),
		},
	}
}

// alarmType has the names of CloudWatch's own API, as templates do.
func alarmType() source.ResourceType {
	same := func(as source.Conversion, names ...string) (list []source.Argument) {
		for _, name := range names {
			list = append(list, source.Optional(name, name, as))
		}
		return list
	}
	dimensions := source.Optional("Dimensions", "Dimensions", source.AsBlocks, source.Required("Name", "Name", source.AsIs), source.Required("Value", "Value", source.AsIs))
	shape := source.ResourceType{Operation: request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}}
	shape.Arguments = append(same(source.AsIs, "AlarmName", "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
		"Unit", "ComparisonOperator", "ThresholdMetricId", "TreatMissingData", "EvaluateLowSampleCountPercentile"), dimensions)
	shape.Arguments = append(shape.Arguments, same(source.AsNumber, "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold")...)
	shape.Arguments = append(shape.Arguments, same(source.AsTexts, "AlarmActions", "OKActions", "InsufficientDataActions")...)
	shape.Arguments = append(shape.Arguments, same(source.AsFlag, "ActionsEnabled")...)
	metric := source.Optional("Metric", "Metric", source.AsBlock, append(same(source.AsIs, "MetricName", "Namespace"), dimensions)...)
	stat := append(same(source.AsIs, "Stat", "Unit"), source.Optional("Period", "Period", source.AsNumber), metric)
	query := append(same(source.AsIs, "Id", "AccountId", "Expression", "Label"), source.Optional("Period", "Period", source.AsNumber),
		source.Optional("ReturnData", "ReturnData", source.AsFlag), source.Optional("MetricStat", "MetricStat", source.AsBlock, stat...))
	shape.Arguments = append(shape.Arguments, source.Optional("Metrics", "Metrics", source.AsBlocks, query...))
	return shape
}
