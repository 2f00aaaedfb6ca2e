package source

import (
	"slices"
	"sync"

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
	// What may forbid what others permit.
	PutStreamPolicy          = request.Operation{Service: "kinesis", Name: "PutResourcePolicy"}
	CreateOrganizationPolicy = request.Operation{Service: "organizations", Name: "CreatePolicy"}
)

// Requests of CloudWatch's own API.
var (
	PutMetricAlarm    = request.Operation{Service: "cloudwatch", Name: "PutMetricAlarm"}
	PutCompositeAlarm = request.Operation{Service: "cloudwatch", Name: "PutCompositeAlarm"}
)

// Beside is a file that is deployed together with another one, and what it may hold.
type Beside struct {
	Name                                              string
	Permissions, RolePolicies, AccessPolicies, Topics bool
}

// isLink reports whether only links lead to the resource.
func (r *Resource) isLink() bool {
	return r.Operation == PutCompositeAlarm || slices.Contains([]string{"lambda", "kinesis", "firehose", "iam", "sns", "cloudtrail", "organizations"}, r.Operation.Service)
}

// linkType is the mapping of a resource of which the links count: none of its
// arguments is needed.
func linkType(op request.Operation, names ...string) ResourceType {
	return needless(op, Named(AsIs, names...))
}

// TemplateLinks are the mappings of the types of CloudFormation and SAM that ours
// lead to.
var TemplateLinks = sync.OnceValue(func() map[string]ResourceType {
	function, alias := linkType(CreateFunction, "FunctionName"), linkType(CreateAlias, "FunctionName", "Name")
	return map[string]ResourceType{
		"AWS::Lambda::Function": function, "AWS::Serverless::Function": function, "AWS::Lambda::Alias": alias, "AWS::Lambda::Version": alias,
		"AWS::Lambda::Permission":              linkType(AddPermission, "FunctionName", "Principal", "Action", "SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"),
		"AWS::Kinesis::Stream":                 linkType(CreateStream, "Name=StreamName"),
		"AWS::KinesisFirehose::DeliveryStream": linkType(CreateDelivery, "DeliveryStreamName"),
		"AWS::IAM::Role":                       templateRole(),
		"AWS::IAM::Policy":                     templatePolicy(), "AWS::IAM::ManagedPolicy": templatePolicy(), "AWS::IAM::RolePolicy": templatePolicy(),
		"AWS::SNS::Topic":                 linkType(CreateTopic, "TopicName=Name", "Subscription"),
		"AWS::SNS::Subscription":          linkType(Subscribe, "TopicArn", "Protocol", "Endpoint"),
		"AWS::CloudWatch::CompositeAlarm": linkType(PutCompositeAlarm, "AlarmName", "AlarmRule", "AlarmActions", "ActionsEnabled"),
		"AWS::CloudTrail::Trail":          templateTrail(),
		"AWS::Kinesis::ResourcePolicy":    linkType(PutStreamPolicy, "ResourceArn=ResourceARN"),
		"AWS::Organizations::Policy":      linkType(CreateOrganizationPolicy, "Name", "Type"),
	}
})

// ProviderLinks are the same for the AWS provider of Terraform.
func ProviderLinks() map[string]ResourceType {
	return map[string]ResourceType{
		"aws_lambda_function":                  linkType(CreateFunction, "function_name"),
		"aws_lambda_alias":                     linkType(CreateAlias, "function_name", "name"),
		"aws_lambda_permission":                linkType(AddPermission, "function_name", "principal", "action", "source_arn", "source_account", "principal_org_id=PrincipalOrgID", "event_source_token", "qualifier"),
		"aws_kinesis_stream":                   linkType(CreateStream, "name=StreamName"),
		"aws_kinesis_firehose_delivery_stream": linkType(CreateDelivery, "name=DeliveryStreamName"),
		"aws_iam_role":                         providerRole(),
		"aws_iam_role_policy":                  linkType(PutRolePolicy, "role=RoleName", "policy=PolicyDocument"),
		"aws_iam_policy":                       linkType(CreatePolicy, "name=PolicyName", "policy=PolicyDocument"),
		"aws_iam_role_policy_attachment":       linkType(AttachRolePolicy, "role=RoleName", "policy_arn"),
		"aws_iam_policy_attachment":            linkType(AttachRolePolicy, "roles", "policy_arn"),
		"aws_sns_topic":                        linkType(CreateTopic, "name"),
		"aws_sns_topic_subscription":           linkType(Subscribe, "topic_arn", "protocol", "endpoint"),
		"aws_cloudwatch_composite_alarm":       linkType(PutCompositeAlarm, "alarm_name", "alarm_rule", "alarm_actions", "actions_enabled"),
		"aws_cloudtrail":                       providerTrail(),
		"aws_kinesis_resource_policy":          linkType(PutStreamPolicy, "resource_arn=ResourceARN"),
		"aws_organizations_policy":             linkType(CreateOrganizationPolicy, "name", "type"),
	}
}
