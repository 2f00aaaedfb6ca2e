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
			source.Named(source.AsIs, "LogGroupName", "FilterPattern", "FieldSelectionCriteria"),
			source.Named(source.AsIs, "FilterName").Generated(),
			source.Block(source.AsBlocks, "MetricTransformations",
				source.Named(source.AsIs, "MetricName", "MetricNamespace", "MetricValue", "Unit"),
				source.Named(source.AsNumber, "DefaultValue"),
				source.Named(source.AsTags, "Dimensions"),
			),
			source.Named(source.AsFlag, "ApplyOnTransformedLogs"),
			source.Named(source.AsTexts, "EmitSystemFieldDimensions"),
		)
	case "AWS::Logs::SubscriptionFilter":
		return source.LogsType("PutSubscriptionFilter",
			source.Named(source.AsIs, "LogGroupName", "FilterPattern", "DestinationArn", "RoleArn", "Distribution", "FieldSelectionCriteria"),
			source.Named(source.AsIs, "FilterName").Generated(),
			source.Named(source.AsFlag, "ApplyOnTransformedLogs"),
			source.Named(source.AsTexts, "EmitSystemFields"),
		)
	case "AWS::Logs::LogGroup":
		shape := source.LogsType("CreateLogGroup",
			source.Named(source.AsIs, "LogGroupName").Generated(),
			source.Named(source.AsIs, "KmsKeyId", "LogGroupClass"),
			source.Named(source.AsTags, "Tags"),
			source.Named(source.AsFlag, "DeletionProtectionEnabled"),
		)
		shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
			source.Named(source.AsIs, "LogGroupName").Generated(),
			source.Named(source.AsNumber, "RetentionInDays"),
		)}
		shape.More = append(shape.More, groupDocuments()...)
		return shape
	case "AWS::Logs::LogStream":
		return source.LogsType("CreateLogStream",
			source.Named(source.AsIs, "LogGroupName"),
			source.Named(source.AsIs, "LogStreamName").Generated(),
		)
	case "AWS::Logs::Destination":
		shape := source.LogsType("PutDestination",
			source.Named(source.AsIs, "DestinationName", "TargetArn", "RoleArn"),
			source.Named(source.AsTags, "Tags"),
		)
		shape.More = []source.ResourceType{source.LogsType("PutDestinationPolicy",
			source.Named(source.AsIs, "DestinationName"),
			source.Named(source.AsDocument, "DestinationPolicy=accessPolicy"),
		)}
		return shape
	case "AWS::Logs::ResourcePolicy":
		return source.LogsType("PutResourcePolicy",
			source.Named(source.AsIs, "PolicyName"),
			source.Named(source.AsDocument, "PolicyDocument"),
		)
	case "AWS::Logs::AccountPolicy":
		return source.LogsType("PutAccountPolicy",
			source.Named(source.AsIs, "PolicyName", "PolicyType", "Scope", "SelectionCriteria"),
			source.Named(source.AsDocument, "PolicyDocument"),
		)
	case "AWS::Logs::LogAnomalyDetector":
		return source.LogsType("CreateLogAnomalyDetector",
			source.Named(source.AsTexts, "LogGroupArnList"),
			source.Named(source.AsIs, "DetectorName", "EvaluationFrequency", "FilterPattern", "KmsKeyId"),
			source.Named(source.AsNumber, "AnomalyVisibilityTime"),
		)
	case "AWS::CloudFront::RealtimeLogConfig":
		return source.TypeOf(request.CloudFront, "CreateRealtimeLogConfig",
			source.Named(source.AsIs, "Name"),
			source.Named(source.AsNumber, "SamplingRate"),
			source.Named(source.AsTexts, "Fields"),
			source.Block(source.AsBlocks, "EndPoints",
				source.Named(source.AsIs, "StreamType"),
				source.Block(source.AsBlock, "KinesisStreamConfig", source.Named(source.AsIs, "RoleArn=RoleARN", "StreamArn=StreamARN")).Required(),
			),
		)
	case "AWS::AppFabric::IngestionDestination":
		return ingestionType()
	case "AWS::CloudWatch::Alarm":
		return alarmType()
	}
	return documentType(kind)
}

func ingestionType() source.ResourceType {
	return source.TypeOf(request.AppFabric, "CreateIngestionDestination",
		source.Named(source.AsIs, "AppBundleArn=appBundleIdentifier", "IngestionArn=ingestionIdentifier"),
		source.Block(source.AsBlock, "ProcessingConfiguration", source.Block(source.AsBlock, "AuditLog", source.Named(source.AsIs, "Schema", "Format")).Required()),
		source.Block(source.AsBlock, "DestinationConfiguration",
			source.Block(source.AsBlock, "AuditLog",
				source.Block(source.AsBlock, "Destination",
					source.Block(source.AsBlock, "S3Bucket", source.Named(source.AsIs, "BucketName", "Prefix")),
					source.Block(source.AsBlock, "FirehoseStream", source.Named(source.AsIs, "StreamName")),
				),
			).Required(),
		),
		source.Block(source.AsBlocks, "Tags", source.Named(source.AsIs, "Key", "Value")),
	)
}

// alarmType has the names of CloudWatch's own API, as templates do.
func alarmType() source.ResourceType {
	dimensions := source.Block(source.AsBlocks, "Dimensions", source.Named(source.AsIs, "Name", "Value").Required())
	return source.TypeOf("cloudwatch", "PutMetricAlarm",
		source.Named(source.AsIs, "AlarmName", "AlarmDescription", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
			"Unit", "ComparisonOperator", "ThresholdMetricId", "TreatMissingData", "EvaluateLowSampleCountPercentile"),
		dimensions,
		source.Named(source.AsNumber, "Period", "EvaluationPeriods", "DatapointsToAlarm", "Threshold"),
		source.Named(source.AsTexts, "AlarmActions", "OKActions", "InsufficientDataActions"),
		source.Named(source.AsFlag, "ActionsEnabled"),
		source.Block(source.AsBlocks, "Metrics",
			source.Named(source.AsIs, "Id", "AccountId", "Expression", "Label"),
			source.Named(source.AsNumber, "Period"),
			source.Named(source.AsFlag, "ReturnData"),
			source.Block(source.AsBlock, "MetricStat",
				source.Named(source.AsIs, "Stat", "Unit"),
				source.Named(source.AsNumber, "Period"),
				source.Block(source.AsBlock, "Metric", source.Named(source.AsIs, "MetricName", "Namespace"), dimensions),
			),
		),
	)
}
