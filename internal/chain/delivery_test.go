package chain

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

const functionStack = `Resources:
  Orders:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /app/orders, RetentionInDays: 30}
  Ship:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x}
  MayShip:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Ship
      Principal: logs.amazonaws.com
      SourceArn: !GetAtt Orders.Arn
  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties:
      LogGroupName: !Ref Orders
      FilterPattern: '{ $.level = "ERROR" }'
      DestinationArn: !GetAtt Ship.Arn
`

const streamStack = `Resources:
  Events:
    Type: AWS::Kinesis::Stream
    Properties: {Name: events}
  Writer:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: logs.amazonaws.com}, Action: "sts:AssumeRole"}]
      Policies:
        - {PolicyName: write, PolicyDocument: {Statement: [{Effect: Allow, Action: ["kinesis:PutRecord"], Resource: !GetAtt Events.Arn}]}}
  Central:
    Type: AWS::Logs::Destination
    Properties:
      DestinationName: central
      TargetArn: !GetAtt Events.Arn
      RoleArn: !GetAtt Writer.Arn
      DestinationPolicy: '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"logs:PutSubscriptionFilter","Resource":"*"}]}'
  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties:
      LogGroupName: /app/orders
      FilterPattern: ERROR
      DestinationArn: !GetAtt Events.Arn
      RoleArn: !GetAtt Writer.Arn
`

// terraformShip is a log group, and a function that may be called for it.
const terraformShip = `resource "aws_cloudwatch_log_group" "orders" {
  name = "/app/orders"
}

resource "aws_lambda_function" "ship" {
  function_name = "ship"
}

resource "aws_lambda_permission" "ship" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.ship.function_name
  principal     = "logs.amazonaws.com"
}
`

const terraformFunction = terraformShip + `
resource "aws_cloudwatch_log_subscription_filter" "errors" {
  name            = "errors"
  log_group_name  = aws_cloudwatch_log_group.orders.name
  filter_pattern  = "ERROR"
  destination_arn = aws_lambda_function.ship.arn
}
`

const terraformStream = `resource "aws_kinesis_stream" "events" {
  name = "events"
}

resource "aws_iam_role" "writer" {
  name = "writer"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "logs.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_policy" "write" {
  name   = "write"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kinesis:PutRecord", Resource = aws_kinesis_stream.events.arn }] })
}

resource "aws_iam_role_policy_attachment" "write" {
  role       = aws_iam_role.writer.name
  policy_arn = aws_iam_policy.write.arn
}

resource "aws_cloudwatch_log_subscription_filter" "errors" {
  name            = "errors"
  log_group_name  = "/app/orders"
  filter_pattern  = "ERROR"
  destination_arn = aws_kinesis_stream.events.arn
  role_arn        = aws_iam_role.writer.arn
}
`

const trustDocument = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["logs.amazonaws.com"]
    }
  }
}
`

const terraformDocuments = `resource "aws_kinesis_stream" "events" {
  name = "events"
}

` + trustDocument + `
data "aws_iam_policy_document" "put" {
  statement {
    sid       = "Put"
    actions   = ["kinesis:PutRecord"]
    resources = [aws_kinesis_stream.events.arn]
  }
}

data "aws_iam_policy_document" "write" {
  source_policy_documents = [data.aws_iam_policy_document.put.json]
  statement {
    sid       = "Read"
    actions   = ["kinesis:Get*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "access" {
  statement {
    actions   = ["logs:PutSubscriptionFilter"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["111122223333"]
    }
  }
}

resource "aws_iam_role" "writer" {
  name               = "writer"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "write" {
  role   = aws_iam_role.writer.id
  policy = data.aws_iam_policy_document.write.json
}

resource "aws_cloudwatch_log_destination" "central" {
  name       = "central"
  target_arn = aws_kinesis_stream.events.arn
  role_arn   = aws_iam_role.writer.arn
}

resource "aws_cloudwatch_log_destination_policy" "central" {
  destination_name = aws_cloudwatch_log_destination.central.name
  access_policy    = data.aws_iam_policy_document.access.json
}

resource "aws_cloudwatch_log_subscription_filter" "errors" {
  name            = "errors"
  log_group_name  = "/app/orders"
  filter_pattern  = "ERROR"
  destination_arn = aws_cloudwatch_log_destination.central.arn
}
`

// TestTerraformSubscriptions does the same in Terraform.
func TestTerraformSubscriptions(t *testing.T) {
	alias := strings.Replace(terraformFunction, "aws_lambda_function.ship.arn", "aws_lambda_alias.live.arn", 1) + `
resource "aws_lambda_alias" "live" {
  name          = var.alias
  function_name = aws_lambda_function.ship.function_name
}
`
	for _, c := range []struct {
		what, text string
		changes    []string
		whole      Verdict
	}{
		{"a function", terraformFunction, nil, Proven},
		{"a version, whose function is permitted", terraformFunction, []string{"ship.arn", "ship.qualified_arn"}, Undecided},
		{"a version that is permitted", terraformFunction, []string{"ship.arn", "ship.qualified_arn", "  principal ", "  qualifier = aws_lambda_function.ship.version\n  principal "}, Undecided},
		{"a function, of which a version is permitted", terraformFunction, []string{"  principal ", "  qualifier = aws_lambda_function.ship.version\n  principal "}, Undecided},
		{"an alias that is permitted", alias, []string{"  principal ", "  qualifier = aws_lambda_alias.live.name\n  principal "}, Proven},
		{"an alias, and one that may be another", alias, []string{"  principal ", "  qualifier = \"live\"\n  principal "}, Undecided},
		{"an alias, whose function is permitted", alias, nil, Broken},
		{"a stream", terraformStream, nil, Proven},
		{"documents", terraformDocuments, nil, Proven},
		{"a document that trusts another service", terraformDocuments, []string{`"logs.amazonaws.com"`, `"firehose.amazonaws.com"`}, Broken},
		{"a document that trusts a service that is not known", terraformDocuments, []string{`"logs.amazonaws.com"`, "var.service"}, Undecided},
		{"a document without the action", terraformDocuments, []string{"kinesis:PutRecord", "kinesis:PutRecords"}, Broken},
		{"a document whose statement gives way", terraformDocuments, []string{`"Read"`, `"Put"`}, Broken},
		{"a document that denies", terraformDocuments, []string{`"Read"`, "\"Read\"\n    effect    = \"Deny\"", "kinesis:Get*", "kinesis:*"}, Undecided},
		{"a document of statements that are not known", terraformDocuments, []string{"statement {\n    sid       = \"Put\"\n", "dynamic \"statement\" {\n    for_each  = var.all\n    content {\n", "events.arn]\n", "events.arn]\n    }\n"}, Undecided},
		{"a document for a user's own stream", terraformDocuments, []string{"[aws_kinesis_stream.events.arn]", `["arn:aws:kinesis:eu-west-1:111122223333:stream/&{aws:PrincipalTag/name}"]`}, Undecided},
		{"a document for organizations", terraformDocuments, []string{`type        = "AWS"
      identifiers = ["111122223333"]
    }`, `type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1"]
    }`}, Broken},
		{"an access document that is not known", terraformDocuments, []string{"data.aws_iam_policy_document.access.json", "data.aws_iam_policy_document.none.json"}, Undecided},
		{"a policy attached under a condition", terraformStream, []string{"  role  ", "  count = var.live ? 1 : 0\n  role  "}, Undecided},
	} {
		text := strings.NewReplacer(c.changes...).Replace(c.text)
		if text == c.text && len(c.changes) > 0 {
			t.Fatalf("%s changes nothing", c.what)
		}
		f := languages.Read(source.Input{Name: "main.tf", Data: []byte(text)}, languages.Options{})
		list := Subscriptions(estate.New([]*source.File{f}), Options{})
		if len(list) != 1 || list[0].Whole != c.whole {
			t.Errorf("%s: %d subscription filters, %v, %s", c.what, len(list), list[0].Whole, list[0].Because())
		}
	}
}

// TestAssumedPermission: a permission under a condition that is in doubt besides
// stays so when it is taken as deployed.
func TestAssumedPermission(t *testing.T) {
	conditional := strings.Replace(functionStack, "    Type: AWS::Lambda::Permission\n", "    Type: AWS::Lambda::Permission\n    Condition: Live\n", 1)
	for text, want := range map[string]Verdict{
		conditional: Proven,
		strings.Replace(conditional, "Principal: logs.amazonaws.com", "Principal: !Ref Service", 1): Undecided,
	} {
		f := languages.Read(source.Input{Name: "stack.yaml", Data: []byte(text)}, languages.Options{})
		if list := Subscriptions(estate.New([]*source.File{f}), Options{AssumeDeployed: true}); list[0].Whole != want {
			t.Errorf("%v, want %v: %s", list[0].Whole, want, list[0].Because())
		}
	}
}

// TestSubscriptions changes chains that deliver, and says what is found then:
// the verdict, the link that is to blame and a part of its reason.
func TestSubscriptions(t *testing.T) {
	viaCentral := []string{"      DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn\n", "      DestinationArn: !GetAtt Central.Arn\n"}
	roleNamed := []string{"    Properties:\n      AssumeRolePolicyDocument:", "    Properties:\n      RoleName: writer\n      AssumeRolePolicyDocument:"}
	with := func(more ...string) []string { return append(append([]string{}, viaCentral...), more...) }
	for _, c := range []struct {
		what    string
		stack   string
		changes []string
		whole   Verdict
		kind    string
		reason  string
	}{
		{what: "a function", stack: functionStack, whole: Proven},
		{what: "any source", stack: functionStack, changes: []string{"      SourceArn: !GetAtt Orders.Arn\n", ""}, whole: Proven},
		{what: "all log groups", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/app/*'"}, whole: Proven},
		{what: "the name of the log group", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Orders}:*'"}, whole: Proven},
		{what: "the principal of a Region", stack: functionStack, changes: []string{"Principal: logs.amazonaws.com", "Principal: !Sub logs.${AWS::Region}.amazonaws.com"}, whole: Proven},
		{what: "no permission", stack: functionStack, changes: []string{"AWS::Lambda::Permission", "AWS::Lambda::Version"}, whole: Broken, kind: "permission", reason: "no permission lets"},
		{what: "another principal", stack: functionStack, changes: []string{"Principal: logs", "Principal: events"}, whole: Broken, kind: "permission", reason: "is for events.amazonaws.com"},
		{what: "another action", stack: functionStack, changes: []string{"lambda:InvokeFunction", "lambda:GetFunction"}, whole: Broken, kind: "permission", reason: "the action lambda:GetFunction"},
		{what: "another log group", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "arn:aws:logs:eu-west-1:111122223333:log-group:/app/order:*"}, whole: Broken, kind: "permission", reason: "is for the log group /app/order"},
		{what: "another pattern of log groups", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "arn:aws:logs:eu-west-1:111122223333:log-group:/shop/*"}, whole: Broken, kind: "permission", reason: "is for the log group /shop/*"},
		{what: "without the star", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/app/orders'"}, whole: Broken, kind: "permission", reason: "without :*"},
		{what: "a bucket", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "arn:aws:s3:::orders"}, whole: Broken, kind: "permission", reason: "not one of a log group"},
		{what: "a name as source", stack: functionStack, changes: []string{"SourceArn: !GetAtt Orders.Arn", "SourceArn: !Ref Orders"}, whole: Broken, kind: "permission", reason: "the name of a log group"},
		{what: "a source that is not known", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "!Ref Source"}, whole: Undecided, kind: "permission", reason: "not known"},
		{what: "a permission under a condition", stack: functionStack, changes: []string{"    Type: AWS::Lambda::Permission\n", "    Type: AWS::Lambda::Permission\n    Condition: Live\n"}, whole: Undecided, kind: "permission", reason: "under a condition"},
		{what: "the permission in a nested stack", stack: functionStack, changes: []string{"AWS::Lambda::Permission", "AWS::CloudFormation::Stack"}, whole: Undecided, kind: "permission", reason: "AWS::CloudFormation::Stack"},
		{what: "a function in no file", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "!Ref ShipArn"}, whole: Undecided, kind: "destination"},
		{what: "a function in no file, by ARN", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship"}, whole: Undecided, kind: "permission", reason: "in no file"},
		{what: "a function in no file, permitted by its name", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship", "!Ref Ship", "ship"}, whole: Proven},
		{what: "an alias, permitted by itself", stack: functionStack, changes: []string{"  MayShip:\n", "  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Ship, Name: live}}\n  MayShip:\n", "FunctionName: !Ref Ship\n", "FunctionName: !Ref Live\n", "!GetAtt Ship.Arn", "!Ref Live"}, whole: Proven},
		{what: "an alias, of which the function is permitted", stack: functionStack, changes: []string{"  MayShip:\n", "  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Ship, Name: live}}\n  MayShip:\n", "!GetAtt Ship.Arn", "!Ref Live"}, whole: Broken, kind: "permission", reason: "not for its alias live"},
		{what: "a function, of which an alias is permitted", stack: functionStack, changes: []string{"  MayShip:\n", "  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Ship, Name: live}}\n  MayShip:\n", "FunctionName: !Ref Ship\n", "FunctionName: !Ref Live\n"}, whole: Broken, kind: "permission", reason: "for the alias live"},
		{what: "a role beside a function", stack: functionStack, changes: []string{"      DestinationArn", "      RoleArn: arn:aws:iam::111122223333:role/x\n      DestinationArn"}, whole: Broken, kind: "role", reason: "by permission, not in a role"},
		{what: "the name of a function", stack: functionStack, changes: []string{"DestinationArn: !GetAtt Ship.Arn", "DestinationArn: !Ref Ship"}, whole: Broken, kind: "destination", reason: "the name of the function"},
		{what: "a class without filters", stack: functionStack, changes: []string{"RetentionInDays: 30", "LogGroupClass: INFREQUENT_ACCESS"}, whole: Broken, kind: "log group", reason: "takes no subscription filters"},
		{what: "of one account", stack: functionStack, changes: []string{"      FilterPattern", "      FieldSelectionCriteria: '@aws.account IN (\"444455556666\")'\n      FilterPattern"}, whole: Proven},
		{what: "of no account", stack: functionStack, changes: []string{"      FilterPattern", "      FieldSelectionCriteria: '@aws.account = \"444455556666\" AND @aws.account = \"111122223333\"'\n      FilterPattern"}, whole: Broken, kind: "subscription filter", reason: "select no log event"},
		{what: "of an account that is not known", stack: functionStack, changes: []string{"      FilterPattern", "      FieldSelectionCriteria: !Ref Criteria\n      FilterPattern"}, whole: Undecided, kind: "subscription filter", reason: "criteria are not known"},
		{what: "never matches", stack: functionStack, changes: []string{`$.level = "ERROR"`, `$.level = "ERROR" && $.level = "WARN"`}, whole: Broken, kind: "subscription filter", reason: "no log event"},
		{what: "a pattern that is not known", stack: functionStack, changes: []string{`'{ $.level = "ERROR" }'`, "!Ref Pattern"}, whole: Undecided, kind: "subscription filter", reason: "not known"},
		{what: "a filter under a condition", stack: functionStack, changes: []string{"    Type: AWS::Logs::SubscriptionFilter\n", "    Type: AWS::Logs::SubscriptionFilter\n    Condition: Live\n"}, whole: Undecided, kind: "subscription filter", reason: "condition"},

		{what: "all that the logs of an account have", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "'arn:aws:logs:eu-west-1:111122223333:*'"}, whole: Proven},
		{what: "the same of an account that is not known", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:*'"}, whole: Proven},
		{what: "all that the functions of an account have", stack: functionStack, changes: []string{"!GetAtt Orders.Arn", "'arn:aws:lambda:eu-west-1:111122223333:*'"}, whole: Broken, kind: "permission", reason: "not one of a log group"},

		{what: "the own account", stack: functionStack, changes: []string{"      SourceArn", "      SourceAccount: !Ref AWS::AccountId\n      SourceArn"}, whole: Proven},
		{what: "an account, where none is known", stack: functionStack, changes: []string{"      SourceArn", "      SourceAccount: '111122223333'\n      SourceArn"}, whole: Proven},
		{what: "an account that is not known", stack: functionStack, changes: []string{"      SourceArn", "      SourceAccount: !Ref Account\n      SourceArn"}, whole: Undecided, kind: "permission", reason: "an account that is not known"},
		{what: "an account that is not that of the source ARN", stack: functionStack, changes: []string{"SourceArn: !GetAtt Orders.Arn", "SourceArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/app/orders:*'\n      SourceAccount: '444455556666'"}, whole: Broken, kind: "permission", reason: "the account 444455556666"},
		{what: "an account that is not that of the function", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship", "{Runtime: nodejs22.x}", "{FunctionName: ship}", "      SourceArn: !GetAtt Orders.Arn", "      SourceAccount: '444455556666'"}, whole: Broken, kind: "permission", reason: "the account 444455556666"},
		{what: "the account of the function", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship", "{Runtime: nodejs22.x}", "{FunctionName: ship}", "      SourceArn: !GetAtt Orders.Arn", "      SourceAccount: '111122223333'"}, whole: Proven},
		{what: "a source ARN of another account than the function's", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship", "{Runtime: nodejs22.x}", "{FunctionName: ship}", "!GetAtt Orders.Arn", "'arn:aws:logs:eu-west-1:444455556666:log-group:/app/orders:*'"}, whole: Broken, kind: "permission", reason: "444455556666"},
		{what: "the principal of another Region", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship", "{Runtime: nodejs22.x}", "{FunctionName: ship}", "Principal: logs.amazonaws.com", "Principal: logs.us-east-1.amazonaws.com"}, whole: Broken, kind: "permission", reason: "logs.us-east-1.amazonaws.com"},
		{what: "the principal of the Region", stack: functionStack, changes: []string{"!GetAtt Ship.Arn", "arn:aws:lambda:eu-west-1:111122223333:function:ship", "{Runtime: nodejs22.x}", "{FunctionName: ship}", "Principal: logs.amazonaws.com", "Principal: logs.eu-west-1.amazonaws.com"}, whole: Proven},
		{what: "an organization", stack: functionStack, changes: []string{"      SourceArn", "      PrincipalOrgID: o-1\n      SourceArn"}, whole: Undecided, kind: "permission", reason: "PrincipalOrgID"},

		{what: "a role by its ARN", stack: streamStack, changes: append([]string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: arn:aws:iam::111122223333:role/service/writer"}, roleNamed...), whole: Proven},
		{what: "a role by the ARN of the account", stack: streamStack, changes: append([]string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: !Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/writer'"}, roleNamed...), whole: Proven},
		{what: "a role by its ARN that may only read", stack: streamStack, changes: append([]string{"kinesis:PutRecord", "kinesis:GetRecords", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: arn:aws:iam::111122223333:role/writer"}, roleNamed...), whole: Broken, kind: "role", reason: "kinesis:PutRecord"},
		{what: "another role by its ARN", stack: streamStack, changes: append([]string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: arn:aws:iam::111122223333:role/writer2"}, roleNamed...), whole: Undecided, kind: "role", reason: "in no file"},
		{what: "a role by a part of its ARN", stack: streamStack, changes: append([]string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: !Sub 'arn:aws:iam::111122223333:role/${Path}writer'"}, roleNamed...), whole: Undecided, kind: "role", reason: "in no file"},
		{what: "a permissions boundary", stack: streamStack, changes: []string{"      AssumeRolePolicyDocument:", "      PermissionsBoundary: arn:aws:iam::111122223333:policy/bound\n      AssumeRolePolicyDocument:"}, whole: Undecided, kind: "role", reason: "permissions boundary"},
		{what: "a permissions boundary beside no permission", stack: streamStack, changes: []string{"kinesis:PutRecord", "kinesis:GetRecords", "      AssumeRolePolicyDocument:", "      PermissionsBoundary: !Ref Bound\n      AssumeRolePolicyDocument:"}, whole: Broken, kind: "role", reason: "kinesis:PutRecord"},
		{what: "a policy of the stream", stack: streamStack, changes: []string{"  Writer:\n", "  Shared: {Type: AWS::Kinesis::ResourcePolicy, Properties: {ResourceArn: !GetAtt Events.Arn, ResourcePolicy: {}}}\n  Writer:\n"}, whole: Undecided, kind: "role", reason: "a policy of the stream"},
		{what: "a policy of a stream that is not known", stack: streamStack, changes: []string{"  Writer:\n", "  Shared: {Type: AWS::Kinesis::ResourcePolicy, Properties: {ResourceArn: !Ref Which, ResourcePolicy: {}}}\n  Writer:\n"}, whole: Undecided, kind: "role", reason: "a policy of the stream"},
		{what: "a policy of another stream", stack: streamStack, changes: []string{"  Writer:\n", "  Other: {Type: AWS::Kinesis::Stream}\n  Shared: {Type: AWS::Kinesis::ResourcePolicy, Properties: {ResourceArn: !GetAtt Other.Arn, ResourcePolicy: {}}}\n  Writer:\n"}, whole: Proven},
		{what: "a policy of the organization", stack: streamStack, changes: []string{"  Writer:\n", "  Deny: {Type: AWS::Organizations::Policy, Properties: {Name: deny, Type: SERVICE_CONTROL_POLICY, Content: {}}}\n  Writer:\n"}, whole: Undecided, kind: "role", reason: "a policy of the organization"},
		{what: "a policy of the organization about tags", stack: streamStack, changes: []string{"  Writer:\n", "  Tags: {Type: AWS::Organizations::Policy, Properties: {Name: deny, Type: TAG_POLICY, Content: {}}}\n  Writer:\n"}, whole: Proven},
		{what: "trust for log groups of the account", stack: streamStack, changes: []string{`Action: "sts:AssumeRole"`, `Action: "sts:AssumeRole", Condition: {StringLike: {"aws:SourceArn": !Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:*"}}`}, whole: Proven},
		{what: "trust for another service's resources", stack: streamStack, changes: []string{`Action: "sts:AssumeRole"`, `Action: "sts:AssumeRole", Condition: {StringLike: {"aws:SourceArn": "arn:aws:s3:::b"}}`}, whole: Broken, kind: "role", reason: "trust policy"},
		{what: "trust for an account that is not known", stack: streamStack, changes: []string{`Action: "sts:AssumeRole"`, `Action: "sts:AssumeRole", Condition: {StringEquals: {"aws:SourceAccount": !Ref Account}}`}, whole: Undecided, kind: "role", reason: "trust policy"},
		{what: "trust for another account", stack: streamStack, changes: []string{"DestinationArn: !GetAtt Events.Arn", "DestinationArn: arn:aws:kinesis:eu-west-1:111122223333:stream/events", "Resource: !GetAtt Events.Arn", "Resource: '*'", `Action: "sts:AssumeRole"`, `Action: "sts:AssumeRole", Condition: {StringEquals: {"aws:SourceAccount": ["444455556666"]}}`}, whole: Broken, kind: "role", reason: "trust policy"},
		{what: "trust for the account", stack: streamStack, changes: []string{"DestinationArn: !GetAtt Events.Arn", "DestinationArn: arn:aws:kinesis:eu-west-1:111122223333:stream/events", "Resource: !GetAtt Events.Arn", "Resource: '*'", `Action: "sts:AssumeRole"`, `Action: "sts:AssumeRole", Condition: {StringEquals: {"aws:SourceAccount": ["444455556666", "111122223333"]}}`}, whole: Proven},

		{what: "a stream", stack: streamStack, whole: Proven},
		{what: "a trusted service by the suffix of the partition", stack: streamStack, changes: []string{"Service: logs.amazonaws.com", "Service: !Sub 'logs.${AWS::URLSuffix}'"}, whole: Proven},
		{what: "another trusted service by the suffix", stack: streamStack, changes: []string{"Service: logs.amazonaws.com", "Service: !Sub 'events.${AWS::URLSuffix}'"}, whole: Broken, kind: "role", reason: "trust policy"},
		{what: "a statement of trust that is not known", stack: streamStack, changes: []string{"logs.amazonaws.com", "events.amazonaws.com", `Action: "sts:AssumeRole"}]`, `Action: "sts:AssumeRole"}, !Ref More]`}, whole: Undecided, kind: "role", reason: "trust policy"},
		{what: "trust for all but one", stack: streamStack, changes: []string{"Principal: {Service: logs.amazonaws.com}", "NotPrincipal: {Service: events.amazonaws.com}"}, whole: Undecided, kind: "role", reason: "trust policy"},
		{what: "trust under a condition that is not known", stack: streamStack, changes: []string{`Action: "sts:AssumeRole"`, `Action: "sts:AssumeRole", Condition: !Ref When`}, whole: Undecided, kind: "role", reason: "trust policy"},
		{what: "trust that is denied", stack: streamStack, changes: []string{`Action: "sts:AssumeRole"}]`, `Action: "sts:AssumeRole"}, {Effect: Deny, Principal: "*", Action: "sts:*"}]`}, whole: Undecided, kind: "role", reason: "trust policy"},
		{what: "a denial of another stream", stack: streamStack, changes: []string{"Resource: !GetAtt Events.Arn}]", "Resource: !GetAtt Events.Arn}, {Effect: Deny, Action: 'kinesis:*', Resource: 'arn:aws:kinesis:*:*:stream/other'}]"}, whole: Proven},
		{what: "a denial", stack: streamStack, changes: []string{"{Effect: Allow, Action: [\"kinesis", "{Effect: Deny, Action: 'kinesis:*', Resource: '*'}, {Effect: Allow, Action: [\"kinesis"}, whole: Undecided, kind: "role", reason: "is not known"},
		{what: "a statement that is not known", stack: streamStack, changes: []string{"kinesis:PutRecord", "kinesis:GetRecords", "Resource: !GetAtt Events.Arn}]", "Resource: !GetAtt Events.Arn}, !Ref More]"}, whole: Undecided, kind: "role", reason: "is not known"},
		{what: "parts of the stream", stack: streamStack, changes: []string{"Resource: !GetAtt Events.Arn", "Resource: !Sub '${Events.Arn}/consumer/*'"}, whole: Undecided, kind: "role", reason: "is not known"},
		{what: "an access policy that is not known", stack: streamStack, changes: with(`'{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"logs:PutSubscriptionFilter","Resource":"*"}]}'`, "!Ref Policy"), whole: Undecided, kind: "access policy", reason: "not known"},
		{what: "every stream", stack: streamStack, changes: []string{"Resource: !GetAtt Events.Arn", "Resource: '*'", `"kinesis:PutRecord"`, `"kinesis:Put*"`}, whole: Proven},
		{what: "the stream by its name", stack: streamStack, changes: []string{"Resource: !GetAtt Events.Arn", "Resource: !Sub 'arn:aws:kinesis:${AWS::Region}:${AWS::AccountId}:stream/events'"}, whole: Proven},
		{what: "the stream of a Region that is not known", stack: streamStack, changes: []string{"Resource: !GetAtt Events.Arn", "Resource: !Sub 'arn:aws:kinesis:${Region}:${AWS::AccountId}:stream/events'"}, whole: Undecided, kind: "role"},
		{what: "no role", stack: streamStack, changes: []string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn"}, whole: Broken, kind: "destination", reason: "needs a role"},
		{what: "the name of the role", stack: streamStack, changes: []string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: !Ref Writer"}, whole: Broken, kind: "role", reason: "the name of the role"},
		{what: "a role that trusts another service", stack: streamStack, changes: []string{"logs.amazonaws.com", "firehose.amazonaws.com"}, whole: Broken, kind: "role", reason: "trust policy"},
		{what: "a role that may trust", stack: streamStack, changes: []string{"Service: logs.amazonaws.com", "Service: !Ref Service"}, whole: Undecided, kind: "role", reason: "trust policy"},
		{what: "a role that may only read", stack: streamStack, changes: []string{"kinesis:PutRecord", "kinesis:GetRecords"}, whole: Broken, kind: "role", reason: "kinesis:PutRecord"},
		{what: "a role for another stream", stack: streamStack, changes: []string{"Resource: !GetAtt Events.Arn", "Resource: arn:aws:kinesis:eu-west-1:111122223333:stream/event"}, whole: Broken, kind: "role", reason: "kinesis:PutRecord"},
		{what: "a policy of its own", stack: streamStack, changes: []string{"      Policies:\n        - {PolicyName: write, PolicyDocument:", "  Write:\n    Type: AWS::IAM::Policy\n    Properties:\n      Roles: [!Ref Writer]\n      Other: {PolicyDocument: x}\n      PolicyDocument: {Statement: [{Effect: Allow, Action: kinesis:*, Resource: '*'}]}\n      More: {Other:"}, whole: Proven},
		{what: "a managed policy", stack: streamStack, changes: []string{"      Policies:\n        - {", "      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnly]\n      Other:\n        - {"}, whole: Undecided, kind: "role", reason: "is not known"},
		{what: "a role in no file", stack: streamStack, changes: []string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: !GetAtt Events.Arn\n      RoleArn: !Ref Role"}, whole: Undecided, kind: "role", reason: "in no file"},

		{what: "a destination", stack: streamStack, changes: viaCentral, whole: Proven},
		{what: "a destination that nobody may subscribe to", stack: streamStack, changes: with("      DestinationPolicy", "      Other"), whole: Broken, kind: "access policy", reason: "no access policy"},
		{what: "a destination that lets nobody subscribe", stack: streamStack, changes: with("logs:PutSubscriptionFilter", "logs:DescribeDestinations"), whole: Broken, kind: "access policy", reason: "does not let the account put subscription filters"},
		{what: "a destination that lets another service subscribe", stack: streamStack, changes: with(`{"AWS":"111122223333"}`, `{"Service":"logs.amazonaws.com"}`), whole: Broken, kind: "access policy", reason: "does not let the account put subscription filters"},
		{what: "a destination with a denial", stack: streamStack, changes: with(`"Resource":"*"}]`, `"Resource":"*"},{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"logs:*","Resource":"*"}]`), whole: Undecided, kind: "access policy", reason: "not known"},
		{what: "a destination for an account that is not known", stack: streamStack, changes: with(`'{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"}`, `!Sub '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"${Other}"}`), whole: Undecided, kind: "access policy", reason: "not known"},
		{what: "a destination for the own account", stack: streamStack, changes: with(`'{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"}`, `!Sub '{"Statement":[{"Effect":"Allow","Principal":{"AWS":["444455556666","${AWS::AccountId}"]}`), whole: Proven},
		{what: "a destination for organizations, with a role", stack: streamStack, changes: []string{`{"AWS":"111122223333"}`, `"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`, "      DestinationArn: !GetAtt Events.Arn\n", "      DestinationArn: !GetAtt Central.Arn\n"}, whole: Undecided, kind: "access policy", reason: "not known"},
		{what: "a destination, with a role", stack: streamStack, changes: []string{"      DestinationArn: !GetAtt Events.Arn\n", "      DestinationArn: !GetAtt Central.Arn\n"}, whole: Proven},
		{what: "a destination, with a role that trusts another service", stack: streamStack, changes: []string{"      DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "      DestinationArn: !GetAtt Central.Arn\n      RoleArn: !GetAtt Other.Arn", "  Errors:\n", "  Other:\n    Type: AWS::IAM::Role\n    Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: s3.amazonaws.com}, Action: 'sts:AssumeRole'}]}}\n  Errors:\n"}, whole: Broken, kind: "role", reason: "trust policy"},
		{what: "a destination, with a role in no file", stack: streamStack, changes: []string{"      DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "      DestinationArn: !GetAtt Central.Arn\n      RoleArn: !Ref Role"}, whole: Undecided, kind: "role", reason: "in no file"},
		{what: "a destination for organizations", stack: streamStack, changes: with(`{"AWS":"111122223333"}`, `"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), whole: Broken, kind: "destination", reason: "organizations"},
		{what: "a destination that cannot write", stack: streamStack, changes: with("kinesis:PutRecord", "kinesis:GetRecords"), whole: Broken, kind: "role", reason: "kinesis:PutRecord"},
		{what: "a destination elsewhere", stack: streamStack, changes: []string{"DestinationArn: !GetAtt Events.Arn\n      RoleArn: !GetAtt Writer.Arn", "DestinationArn: arn:aws:logs:eu-west-1:111122223333:destination:central"}, whole: Undecided, kind: "access policy", reason: "in no file"},
	} {
		text := strings.NewReplacer(c.changes...).Replace(c.stack)
		if text == c.stack && len(c.changes) > 0 {
			t.Fatalf("%s changes nothing", c.what)
		}
		f := languages.Read(source.Input{Name: "stack.yaml", Data: []byte(text)}, languages.Options{})
		list := Subscriptions(estate.New([]*source.File{f}), Options{})
		if len(list) != 1 || list[0].Whole != c.whole {
			t.Errorf("%s: %d subscription filters, %v, %s", c.what, len(list), list[0].Whole, list[0].Because())
			continue
		}
		s := list[0]
		if found := Findings(nil, list); c.whole == Proven {
			if len(found) > 0 || s.Event == "" {
				t.Errorf("%s: %v, %q", c.what, found, s.Event)
			}
		} else if len(found) != 1 || s.Cause.Kind != c.kind || !strings.Contains(found[0].Message, c.reason) {
			t.Errorf("%s: %s: %v", c.what, s.Cause.Kind, found)
		}
	}
}

// TestStateSubscriptions: what a state has of a role is what its own configuration gives
// it.
func TestStateSubscriptions(t *testing.T) {
	const provider = `"provider": "provider[\"registry.terraform.io/hashicorp/aws\"]"`
	const state = `{"version": 4, "lineage": "x", "resources": [
 {"mode": "managed", "type": "aws_kinesis_stream", "name": "s", ` + provider + `, "instances": [{"attributes": {"name": "s", "arn": "arn:aws:kinesis:eu-west-1:111122223333:stream/s"}}]},
 {"mode": "managed", "type": "aws_iam_role", "name": "w", ` + provider + `, "instances": [{"attributes": {"name": "w", "permissions_boundary": "", "assume_role_policy": "{\"Statement\":[{\"Action\":\"sts:AssumeRole\",\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"logs.amazonaws.com\"},\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":\"111122223333\"}}}]}"}}]},
 {"mode": "managed", "type": "aws_iam_role_policy", "name": "w", ` + provider + `, "instances": [{"attributes": {"role": "w", "policy": "{\"Statement\":[{\"Action\":\"kinesis:PutRecord\",\"Effect\":\"Allow\",\"Resource\":\"arn:aws:kinesis:eu-west-1:111122223333:stream/s\"}]}"}}]},
 {"mode": "managed", "type": "aws_cloudwatch_log_subscription_filter", "name": "f", ` + provider + `, "instances": [{"attributes": {"name": "f", "log_group_name": "/app", "filter_pattern": "ERROR", "destination_arn": "arn:aws:kinesis:eu-west-1:111122223333:stream/s", "role_arn": "arn:aws:iam::111122223333:role/w"}}]}]}`
	for _, c := range []struct {
		changes []string
		whole   Verdict
	}{
		{nil, Proven},
		{[]string{"kinesis:PutRecord", "kinesis:Get*"}, Undecided},
		{[]string{`SourceAccount\":\"111122223333`, `SourceAccount\":\"444455556666`}, Broken},
		{[]string{`iam::111122223333`, `iam::444455556666`}, Undecided},
	} {
		text := strings.NewReplacer(c.changes...).Replace(state)
		f := languages.Read(source.Input{Name: "terraform.tfstate", Data: []byte(text)}, languages.Options{})
		if list := Subscriptions(estate.New([]*source.File{f}), Options{}); len(list) != 1 || list[0].Whole != c.whole {
			t.Errorf("%s: %d chains, want %s: %s", c.changes, len(list), c.whole, list[0].Because())
		}
	}
}
