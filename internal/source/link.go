package source

import (
	"slices"

	"github.com/logsieve/logsieve/engine/request"
)

// RefAttribute is the Value.Attribute of what CloudFormation's Ref gives.
const RefAttribute = "Ref"

// Requests of resources that ours lead to.
var (
	CreateFunction = request.Operation{Service: "lambda", Name: "CreateFunction"}
	CreateAlias    = request.Operation{Service: "lambda", Name: "CreateAlias"}
	AddPermission  = request.Operation{Service: "lambda", Name: "AddPermission"}
	CreateStream   = request.Operation{Service: "kinesis", Name: "CreateStream"}
	CreateDelivery = request.Operation{Service: "firehose", Name: "CreateDeliveryStream"}
	CreateTopic    = request.Operation{Service: "sns", Name: "CreateTopic"}
	Subscribe      = request.Operation{Service: "sns", Name: "Subscribe"}
	CreateTrail    = request.Operation{Service: "cloudtrail", Name: "CreateTrail"}
)

// Requests of CloudWatch's own API.
var (
	PutMetricAlarm    = request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}
	PutCompositeAlarm = request.Operation{Service: "cloudwatch", Name: "PutCompositeAlarm"}
)

// isLink reports whether only links lead to the resource.
func (r *Resource) isLink() bool {
	return r.Operation == PutCompositeAlarm || slices.Contains([]string{"lambda", "kinesis", "firehose", "iam", "sns", "cloudtrail"}, r.Operation.Service)
}

// linkType is the mapping of a resource of which the links count: pairs of an
// argument and the member it becomes, none of them needed.
func linkType(op request.Operation, pairs ...string) (ResourceType, bool) {
	shape := ResourceType{Operation: op}
	for i := 0; i < len(pairs); i += 2 {
		shape.Arguments = append(shape.Arguments, Argument{From: pairs[i], To: pairs[i+1], As: AsIs, need: never})
	}
	return shape, true
}

// TemplateLink is the mapping of a type of CloudFormation or SAM that ours lead
// to, false for any other.
func TemplateLink(kind string) (ResourceType, bool) {
	switch kind {
	case "AWS::Lambda::Function", "AWS::Serverless::Function":
		return linkType(CreateFunction, "FunctionName", "FunctionName")
	case "AWS::Lambda::Alias", "AWS::Lambda::Version":
		return linkType(CreateAlias, "FunctionName", "FunctionName", "Name", "Name")
	case "AWS::Lambda::Permission":
		return linkType(AddPermission, "FunctionName", "FunctionName", "Principal", "Principal", "Action", "Action", "SourceArn", "SourceArn", "SourceAccount", "SourceAccount")
	case "AWS::Kinesis::Stream":
		return linkType(CreateStream, "Name", "StreamName")
	case "AWS::KinesisFirehose::DeliveryStream":
		return linkType(CreateDelivery, "DeliveryStreamName", "DeliveryStreamName")
	case "AWS::IAM::Role":
		return templateRole(), true
	case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy":
		return templatePolicy(), true
	case "AWS::SNS::Topic":
		return linkType(CreateTopic, "TopicName", "Name", "Subscription", "Subscription")
	case "AWS::SNS::Subscription":
		return linkType(Subscribe, "TopicArn", "TopicArn", "Protocol", "Protocol", "Endpoint", "Endpoint")
	case "AWS::CloudWatch::CompositeAlarm":
		return linkType(PutCompositeAlarm, "AlarmName", "AlarmName", "AlarmRule", "AlarmRule", "AlarmActions", "AlarmActions", "ActionsEnabled", "ActionsEnabled")
	case "AWS::CloudTrail::Trail":
		return templateTrail(), true
	}
	return ResourceType{}, false
}

// ProviderLink is the same for a type of the AWS provider of Terraform.
func ProviderLink(kind string) (ResourceType, bool) {
	switch kind {
	case "aws_lambda_function":
		return linkType(CreateFunction, "function_name", "FunctionName")
	case "aws_lambda_alias":
		return linkType(CreateAlias, "function_name", "FunctionName", "name", "Name")
	case "aws_lambda_permission":
		return linkType(AddPermission, "function_name", "FunctionName", "principal", "Principal", "action", "Action", "source_arn", "SourceArn", "source_account", "SourceAccount", "qualifier", "Qualifier")
	case "aws_kinesis_stream":
		return linkType(CreateStream, "name", "StreamName")
	case "aws_kinesis_firehose_delivery_stream":
		return linkType(CreateDelivery, "name", "DeliveryStreamName")
	case "aws_iam_role":
		return providerRole(), true
	case "aws_iam_role_policy":
		return linkType(PutRolePolicy, "role", "RoleName", "policy", "PolicyDocument")
	case "aws_iam_policy":
		return linkType(CreatePolicy, "name", "PolicyName", "policy", "PolicyDocument")
	case "aws_iam_role_policy_attachment":
		return linkType(AttachRolePolicy, "role", "RoleName", "policy_arn", "PolicyArn")
	case "aws_iam_policy_attachment":
		return linkType(AttachRolePolicy, "roles", "Roles", "policy_arn", "PolicyArn")
	case "aws_sns_topic":
		return linkType(CreateTopic, "name", "Name")
	case "aws_sns_topic_subscription":
		return linkType(Subscribe, "topic_arn", "TopicArn", "protocol", "Protocol", "endpoint", "Endpoint")
	case "aws_cloudwatch_composite_alarm":
		return linkType(PutCompositeAlarm, "alarm_name", "AlarmName", "alarm_rule", "AlarmRule", "alarm_actions", "AlarmActions", "actions_enabled", "ActionsEnabled")
	case "aws_cloudtrail":
		return providerTrail(), true
	}
	return ResourceType{}, false
}
