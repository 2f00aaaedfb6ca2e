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

// types are the mappings by type; they are made once, as each template asks for
// some. Source: the template reference and the API models.
var types = sync.OnceValue(func() map[string]source.ResourceType {
	return map[string]source.ResourceType{
		"AWS::Logs::MetricFilter": source.LogsType("PutMetricFilter",
			source.Named(source.AsIs, "LogGroupName", "FilterPattern", "FieldSelectionCriteria"),
			source.Named(source.AsIs, "FilterName").Generated(),
			source.Block(source.AsBlocks, "MetricTransformations",
				source.Named(source.AsIs, "MetricName", "MetricNamespace", "MetricValue", "Unit"),
				source.Named(source.AsNumber, "DefaultValue"),
				source.Named(source.AsTags, "Dimensions"),
			),
			source.Named(source.AsFlag, "ApplyOnTransformedLogs"),
			source.Named(source.AsTexts, "EmitSystemFieldDimensions"),
		),
		"AWS::Logs::SubscriptionFilter": source.LogsType("PutSubscriptionFilter",
			source.Named(source.AsIs, "LogGroupName", "FilterPattern", "DestinationArn", "RoleArn", "Distribution", "FieldSelectionCriteria"),
			source.Named(source.AsIs, "FilterName").Generated(),
			source.Named(source.AsFlag, "ApplyOnTransformedLogs"),
			source.Named(source.AsTexts, "EmitSystemFields"),
		),
		"AWS::Logs::LogGroup": source.LogsType("CreateLogGroup",
			source.Named(source.AsIs, "LogGroupName").Generated(),
			source.Named(source.AsIs, "KmsKeyId", "LogGroupClass"),
			source.Named(source.AsTags, "Tags"),
			source.Named(source.AsFlag, "DeletionProtectionEnabled"),
		).And(groupRequests()...),
		"AWS::Logs::LogStream": source.LogsType("CreateLogStream",
			source.Named(source.AsIs, "LogGroupName"),
			source.Named(source.AsIs, "LogStreamName").Generated(),
		),
		"AWS::Logs::Destination": source.LogsType("PutDestination",
			source.Named(source.AsIs, "DestinationName", "TargetArn", "RoleArn"),
			source.Named(source.AsTags, "Tags"),
		).And(source.LogsType("PutDestinationPolicy",
			source.Named(source.AsIs, "DestinationName"),
			source.Named(source.AsDocument, "DestinationPolicy=accessPolicy"),
		)),
		"AWS::Logs::ResourcePolicy": source.LogsType("PutResourcePolicy",
			source.Named(source.AsIs, "PolicyName"),
			source.Named(source.AsDocument, "PolicyDocument"),
		),
		"AWS::Logs::AccountPolicy": source.LogsType("PutAccountPolicy",
			source.Named(source.AsIs, "PolicyName", "PolicyType", "Scope", "SelectionCriteria"),
			source.Named(source.AsDocument, "PolicyDocument"),
		),
		"AWS::Logs::LogAnomalyDetector": source.LogsType("CreateLogAnomalyDetector",
			source.Named(source.AsTexts, "LogGroupArnList"),
			source.Named(source.AsIs, "DetectorName", "EvaluationFrequency", "FilterPattern", "KmsKeyId"),
			source.Named(source.AsNumber, "AnomalyVisibilityTime"),
		),
		"AWS::CloudFront::RealtimeLogConfig": source.TypeOf(request.CloudFront, "CreateRealtimeLogConfig",
			source.Named(source.AsIs, "Name"),
			source.Named(source.AsNumber, "SamplingRate"),
			source.Named(source.AsTexts, "Fields"),
			source.Block(source.AsBlocks, "EndPoints",
				source.Named(source.AsIs, "StreamType"),
				source.Block(source.AsBlock, "KinesisStreamConfig", source.Named(source.AsIs, "RoleArn=RoleARN", "StreamArn=StreamARN")).Required(),
			),
		),
		"AWS::AppFabric::IngestionDestination": ingestionType(),
		"AWS::CloudWatch::Alarm":               alarmType(),
		"AWS::Logs::Transformer": source.LogsType("PutTransformer",
			source.Named(source.AsIs, "LogGroupIdentifier"),
			source.Named(source.AsProcessors, "TransformerConfig"),
		),
		"AWS::Logs::QueryDefinition": source.LogsType("PutQueryDefinition",
			source.Named(source.AsIs, "Name", "QueryString", "QueryLanguage"),
			source.Named(source.AsTexts, "LogGroupNames"),
		),
		"AWS::Logs::DeliverySource": source.LogsType("PutDeliverySource",
			source.Named(source.AsIs, "Name", "ResourceArn", "LogType"),
			source.Named(source.AsTags, "Tags"),
		),
		"AWS::Logs::DeliveryDestination": source.LogsType("PutDeliveryDestination",
			source.Named(source.AsIs, "Name", "OutputFormat", "DeliveryDestinationType"),
			source.Named(source.AsTarget, "DestinationResourceArn=deliveryDestinationConfiguration"),
			source.Named(source.AsTags, "Tags"),
		),
	}
})

// groupRequests are the further requests of a log group: for its retention and its
// documents.
func groupRequests() []source.ResourceType {
	policy := source.LogsType("PutResourcePolicy", source.Named(source.AsDocument, "ResourcePolicyDocument=policyDocument"))
	policy.Self = "resourceArn"
	return []source.ResourceType{
		source.LogsType("PutRetentionPolicy",
			source.Named(source.AsIs, "LogGroupName").Generated(),
			source.Named(source.AsNumber, "RetentionInDays"),
		),
		policy,
		source.LogsType("PutDataProtectionPolicy",
			source.Named(source.AsIs, "LogGroupName=logGroupIdentifier").Generated(),
			source.Named(source.AsDocument, "DataProtectionPolicy=policyDocument"),
		),
		source.LogsType("PutIndexPolicy",
			source.Named(source.AsIs, "LogGroupName=logGroupIdentifier").Generated(),
			source.Named(source.AsOnlyDocument, "FieldIndexPolicies=policyDocument"),
		),
	}
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
