package chain

import (
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

const accountTemplate = `Resources:
  Orders:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /app/orders, RetentionInDays: 30}
  Own:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /aws/lambda/ship, RetentionInDays: 30}
  Ship:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: ship}
  MayShip:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Ship
      Principal: logs.amazonaws.com
      SourceArn: !Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"
  All:
    Type: AWS::Logs::AccountPolicy
    Properties:
      PolicyName: all
      PolicyType: SUBSCRIPTION_FILTER_POLICY
      PolicyDocument: !Sub '{"DestinationArn": "${Ship.Arn}", "FilterPattern": "ERROR", "Distribution": "Random"}'
      SelectionCriteria: LogGroupName NOT IN ["/aws/lambda/ship"]
`

const accountTerraform = terraformShip + `
resource "aws_cloudwatch_log_account_policy" "all" {
  policy_name = "all"
  policy_type = "SUBSCRIPTION_FILTER_POLICY"
  policy_document = jsonencode({
    DestinationArn = aws_lambda_function.ship.arn
    FilterPattern  = "ERROR"
  })
  selection_criteria = "LogGroupName NOT IN [\"/aws/lambda/${aws_lambda_function.ship.function_name}\"]"
}
`

const accountStream = `resource "aws_kinesis_stream" "events" {
  name = "events"
}

resource "aws_iam_role" "writer" {
  name = "writer"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "logs.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  inline_policy {
    name   = "write"
    policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "kinesis:PutRecord", Resource = aws_kinesis_stream.events.arn }] })
  }
}

resource "aws_cloudwatch_log_account_policy" "all" {
  policy_name     = "all"
  policy_type     = "SUBSCRIPTION_FILTER_POLICY"
  policy_document = jsonencode({ DestinationArn = aws_kinesis_stream.events.arn, RoleArn = aws_iam_role.writer.arn, FilterPattern = "" })
}
`

const accountAnswer = `{"accountPolicies": [{"policyName": "all", "policyDocument": "{\"DestinationArn\":\"arn:aws:lambda:eu-west-1:111122223333:function:ship\",\"FilterPattern\":\"ERROR\"}",
  "policyType": "SUBSCRIPTION_FILTER_POLICY", "scope": "ALL", "lastUpdatedTime": 1764547200000, "accountId": "111122223333", "selectionCriteria": "LogGroupName NOT IN [\"/aws/lambda/ship\"]"}]}
{"Policy": "{\"Statement\": [{\"Sid\": \"logs\", \"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logs.amazonaws.com\"}, \"Action\": \"lambda:InvokeFunction\", \"Resource\": \"arn:aws:lambda:eu-west-1:111122223333:function:ship\", \"Condition\": {\"StringEquals\": {\"AWS:SourceAccount\": \"111122223333\"}, \"ArnLike\": {\"AWS:SourceArn\": \"arn:aws:logs:eu-west-1:111122223333:log-group:*\"}}}]}"}
`

// TestAccountPolicies changes policies of an account that deliver, and says what is
// found then: the verdict, the link that is to blame and a part of its reason.
func TestAccountPolicies(t *testing.T) {
	files := map[string]string{accountTemplate: "stack.yaml", accountTerraform: "main.tf", accountStream: "main.tf", accountAnswer: "answers.json"}
	for _, c := range []struct {
		what         string
		text         string
		changes      []string
		whole        Verdict
		kind, reason string
		groups       string // of the link, with the log groups after it
	}{
		{what: "a function", text: accountTemplate, whole: Proven, groups: "all but /aws/lambda/ship: /app/orders"},
		{what: "without criteria", text: accountTemplate, changes: []string{"      SelectionCriteria: LogGroupName NOT IN [\"/aws/lambda/ship\"]\n", ""}, whole: Proven, groups: "all: /app/orders /aws/lambda/ship"},
		{what: "by reference", text: accountTemplate, changes: []string{"LogGroupName NOT IN [\"/aws/lambda/ship\"]", "!Sub 'LogGroupName NOT IN [\"${Own}\"]'"}, whole: Proven, groups: "all but /aws/lambda/ship: /app/orders"},
		{what: "criteria that are not known", text: accountTemplate, changes: []string{"LogGroupName NOT IN [\"/aws/lambda/ship\"]", "!Ref Criteria"}, whole: Undecided, kind: "account policy", reason: "selectionCriteria is not known"},
		{what: "criteria that are not valid", text: accountTemplate, changes: []string{"NOT IN", "IN"}, whole: Broken, kind: "account policy", reason: "selectionCriteria is not valid"},
		{what: "none of the log groups", text: accountTemplate, changes: []string{`["/aws/lambda/ship"]`, `["/aws/lambda/ship", "/app/orders"]`}, whole: Undecided, kind: "log groups", reason: "none of the log groups"},
		{what: "a class without filters", text: accountTemplate, changes: []string{"/app/orders, RetentionInDays: 30", "/app/orders, LogGroupClass: INFREQUENT_ACCESS"}, whole: Undecided, kind: "log groups", reason: "none of the log groups"},
		{what: "no permission", text: accountTemplate, changes: []string{"AWS::Lambda::Permission", "AWS::Lambda::Version"}, whole: Broken, kind: "permission", reason: "no permission lets"},
		{what: "another principal", text: accountTemplate, changes: []string{"Principal: logs", "Principal: events"}, whole: Broken, kind: "permission", reason: "events.amazonaws.com"},
		{what: "a permission for another log group alone", text: accountTemplate, changes: []string{"log-group:*", "log-group:/shop/*"}, whole: Broken, kind: "permission", reason: "not for the log group /app/orders"},
		{what: "a permission for the log group of the files alone", text: accountTemplate, changes: []string{"log-group:*", "log-group:/app/*"}, whole: Undecided, kind: "permission", reason: "some log groups"},
		{what: "a permission for a log group by reference", text: accountTemplate, changes: []string{"!Sub \"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:*\"", "!GetAtt Own.Arn"}, whole: Broken, kind: "permission", reason: "not for the log group /app/orders"},
		{what: "a permission for a bucket", text: accountTemplate, changes: []string{"!Sub \"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:*\"", "arn:aws:s3:::b"}, whole: Broken, kind: "permission", reason: "not one of a log group"},
		{what: "a source that is not known", text: accountTemplate, changes: []string{"!Sub \"arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:*\"", "!Ref Source"}, whole: Undecided, kind: "permission", reason: "not known"},
		{what: "a document that is not known", text: accountTemplate, changes: []string{"!Sub '{\"DestinationArn\"", "!Sub '${Other}{\"DestinationArn\""}, whole: Undecided, kind: "account policy", reason: "policyDocument is not known"},
		{what: "a document with a hole that does not parse", text: accountTemplate, changes: []string{"!Sub '{\"DestinationArn\"", "!Sub '{{\"DestinationArn\""}, whole: Undecided, kind: "account policy", reason: "policyDocument is not known"},
		{what: "a document without holes that is not valid", text: accountAnswer, changes: []string{"{\\\"DestinationArn", "{{\\\"DestinationArn"}, whole: Broken, kind: "account policy", reason: "policyDocument is not valid"},
		{what: "a document in no file", text: accountTemplate, changes: []string{"PolicyDocument: !Sub '", "PolicyDocument: !Ref Document\n      Other: '"}, whole: Undecided, kind: "account policy", reason: "policyDocument is not known"},
		{what: "never matches", text: accountTemplate, changes: []string{`"FilterPattern": "ERROR"`, `"FilterPattern": "ERROR -ERROR"`}, whole: Broken, kind: "account policy", reason: "no log event"},
		{what: "under a condition", text: accountTemplate, changes: []string{"AWS::Logs::AccountPolicy\n", "AWS::Logs::AccountPolicy\n    Condition: Live\n"}, whole: Undecided, kind: "account policy", reason: "condition"},
		{what: "a role beside a function", text: accountTemplate, changes: []string{`"FilterPattern"`, `"RoleArn": "arn:aws:iam::111122223333:role/x", "FilterPattern"`}, whole: Broken, kind: "role", reason: "by permission"},
		{what: "of data protection", text: accountTemplate, changes: []string{"SUBSCRIPTION_FILTER_POLICY", "DATA_PROTECTION_POLICY"}},
		{what: "of transformers", text: accountTemplate, changes: []string{"SUBSCRIPTION_FILTER_POLICY", "TRANSFORMER_POLICY"}},
		{what: "of a type that is not known", text: accountTemplate, changes: []string{"SUBSCRIPTION_FILTER_POLICY", "!Ref Type"}, whole: Undecided, kind: "account policy", reason: "policyType is not known"},

		{what: "Terraform", text: accountTerraform, whole: Proven, groups: "all but /aws/lambda/ship: /app/orders"},
		{what: "Terraform, another action", text: accountTerraform, changes: []string{"lambda:InvokeFunction", "lambda:GetFunction"}, whole: Broken, kind: "permission", reason: "lambda:GetFunction"},
		{what: "Terraform, excluded by reference", text: accountTerraform, changes: []string{"/aws/lambda/${aws_lambda_function.ship.function_name}", "${aws_cloudwatch_log_group.orders.name}"}, whole: Undecided, kind: "log groups"},
		{what: "Terraform, counted", text: accountTerraform, changes: []string{"  policy_name = \"all\"", "  count = var.on ? 1 : 0\n  policy_name = \"all\""}, whole: Undecided, kind: "account policy", reason: "condition"},
		{what: "a stream", text: accountStream, whole: Proven, groups: "all:"},
		{what: "a stream that may be read only", text: accountStream, changes: []string{"kinesis:PutRecord", "kinesis:GetRecords"}, whole: Broken, kind: "role", reason: "kinesis:PutRecord"},
		{what: "a stream without a role", text: accountStream, changes: []string{"RoleArn = aws_iam_role.writer.arn, ", ""}, whole: Broken, kind: "destination", reason: "needs a role"},

		{what: "an account", text: accountAnswer, whole: Proven, groups: "all but /aws/lambda/ship:"},
		{what: "an account, for another one", text: accountAnswer, changes: []string{`SourceAccount\": \"111122223333`, `SourceAccount\": \"444455556666`}, whole: Broken, kind: "permission", reason: "444455556666"},
	} {
		text := strings.NewReplacer(c.changes...).Replace(c.text)
		if text == c.text && len(c.changes) > 0 {
			t.Fatalf("%s changes nothing", c.what)
		}
		f := languages.Read(source.Input{Name: files[c.text], Data: []byte(text)}, languages.Options{})
		list := Subscriptions(estate.New([]*source.File{f}), Options{})
		if c.whole == "" {
			if len(list) > 0 {
				t.Errorf("%s: %d chains", c.what, len(list))
			}
			continue
		}
		if len(list) != 1 || list[0].Whole != c.whole {
			t.Errorf("%s: %d chains", c.what, len(list))
			for _, s := range list {
				t.Log(s.Whole, s.Because())
			}
			continue
		}
		s := list[0]
		groups := s.Links[0].Name + ":"
		for _, l := range s.Links[0].Links {
			groups += " " + l.Name
		}
		if c.groups != "" && groups != c.groups {
			t.Errorf("%s: log groups %s", c.what, groups)
		}
		if found := Findings(nil, list); c.whole == Proven {
			if len(found) > 0 || s.Event == "" {
				t.Errorf("%s: %v, %q", c.what, found, s.Event)
			}
		} else if len(found) != 1 || strings.Count(found[0].Message, "account policy") > 1 || s.Cause.Kind != c.kind || !strings.Contains(found[0].Message, c.reason) {
			t.Errorf("%s: %s: %v", c.what, s.Cause.Kind, found)
		}
	}
}
