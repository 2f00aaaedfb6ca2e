package live

import (
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// kind is what one operation lists.
type kind struct {
	member string // of the answer
	lists  request.Operation
	name   string   // member that an item is called by
	arn    string   // member with its ARN, "" when it has none
	proof  []string // members that every item has, by which it is known
	// members of an item that its request has, too.
	members []string
}

// kinds are the answers that are read. Source: the API models of CloudWatch
// Logs, CloudWatch, CloudTrail and SNS.
var kinds = []kind{
	{
		member: "metricFilters", lists: logs("PutMetricFilter"), name: "filterName", proof: []string{"filterName", "metricTransformations"},
		members: []string{"logGroupName", "filterName", "filterPattern", "metricTransformations", "applyOnTransformedLogs", "fieldSelectionCriteria", "emitSystemFieldDimensions"},
	},
	{
		member: "subscriptionFilters", lists: logs("PutSubscriptionFilter"), name: "filterName", proof: []string{"filterName", "destinationArn"},
		members: []string{"logGroupName", "filterName", "filterPattern", "destinationArn", "roleArn", "distribution", "applyOnTransformedLogs", "fieldSelectionCriteria", "emitSystemFields"},
	},
	{
		member: "logGroups", lists: logs("CreateLogGroup"), name: "logGroupName", arn: "arn", proof: []string{"logGroupName", "arn"},
		members: []string{"logGroupName", "kmsKeyId", "logGroupClass", "deletionProtectionEnabled"},
	},
	{
		member: "destinations", lists: logs("PutDestination"), name: "destinationName", arn: "arn", proof: []string{"destinationName", "targetArn"},
		members: []string{"destinationName", "targetArn", "roleArn"},
	},
	{
		member: "accountPolicies", lists: logs("PutAccountPolicy"), name: "policyName", proof: []string{"policyName", "policyType"},
		members: []string{"policyName", "policyDocument", "policyType", "scope", "selectionCriteria"},
	},
	{
		member: "resourcePolicies", lists: logs("PutResourcePolicy"), name: "policyName", proof: []string{"policyName", "policyDocument"},
		members: []string{"policyName", "policyDocument"},
	},
	{
		member: "MetricAlarms", lists: source.PutMetricAlarm, name: "AlarmName", arn: "AlarmArn", proof: []string{"AlarmName", "AlarmArn"},
		members: []string{
			"AlarmName", "AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions", "MetricName", "Namespace", "Statistic",
			"ExtendedStatistic", "Dimensions", "Period", "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold", "ComparisonOperator", "TreatMissingData",
			"EvaluateLowSampleCountPercentile", "Metrics", "ThresholdMetricId", "EvaluationCriteria",
		},
	},
	{
		member: "CompositeAlarms", lists: source.PutCompositeAlarm, name: "AlarmName", arn: "AlarmArn", proof: []string{"AlarmName", "AlarmRule"},
		members: []string{"AlarmName", "AlarmDescription", "AlarmRule", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions", "ActionsSuppressor"},
	},
	{
		member: "trailList", lists: source.CreateTrail, name: "Name", arn: "TrailARN", proof: []string{"Name", "TrailARN"},
		members: []string{"Name", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn", "IsMultiRegionTrail"},
	},
	{
		member: "Topics", lists: source.CreateTopic, name: "TopicArn", arn: "TopicArn", proof: []string{"TopicArn"},
		members: []string{"TopicArn"},
	},
	{
		member: "Subscriptions", lists: source.Subscribe, name: "TopicArn", arn: "TopicArn", proof: []string{"TopicArn", "SubscriptionArn", "Protocol"},
		members: []string{"TopicArn", "Protocol", "Endpoint"},
	},
}

func logs(name string) request.Operation {
	return request.Operation{Service: request.Logs, Name: name}
}

// holds reports whether a value is a list of the kind: of one of its items, if it has
// any, all proof is there.
func (k *kind) holds(list *document.Node) bool {
	if list.Kind != document.Sequence {
		return list.Kind == document.Null
	}
	return len(list.Items) == 0 || slices.ContainsFunc(list.Items, func(item *document.Node) bool { return k.lacks(item) == "" })
}

// lacks is a member that an item should have and does not, "" for none.
func (k *kind) lacks(item *document.Node) string {
	for _, member := range k.proof {
		if item.Get(member) == nil {
			return member
		}
	}
	return ""
}
