package lint

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// TestOrganizationRole has filters with and without a role, on destinations
// for organizations and for accounts. PRINCIPAL stands for what tells them
// apart.
func TestOrganizationRole(t *testing.T) {
	const (
		organization = `"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}}`
		account      = `"Principal": {"AWS": "111122223333"}`
	)
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"stack.yaml", `Resources:
  Central:
    Type: AWS::Logs::Destination
    Properties:
      DestinationName: central
      TargetArn: arn:aws:kinesis:eu-west-1:111122223333:stream/s
      RoleArn: arn:aws:iam::111122223333:role/r
      DestinationPolicy: '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", PRINCIPAL, "Action": "logs:PutSubscriptionFilter", "Resource": "arn:aws:logs:eu-west-1:111122223333:destination:central"}]}'
  Reference:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: a, FilterPattern: ERROR, DestinationArn: !GetAtt Central.Arn}
  SameArn:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: b, FilterPattern: ERROR, DestinationArn: "arn:aws:logs:eu-west-1:111122223333:destination:central"}
  OtherAccount:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: c, FilterPattern: ERROR, DestinationArn: "arn:aws:logs:eu-west-1:444455556666:destination:central"}
  WithRole:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: d, FilterPattern: ERROR, DestinationArn: !GetAtt Central.Arn, RoleArn: !Ref Role}
  Perhaps:
    Type: AWS::Logs::SubscriptionFilter
    Condition: Usually
    Properties: {LogGroupName: e, FilterPattern: ERROR, DestinationArn: !GetAtt Central.Arn}
`, []string{"FS111 Resources.Reference", "FS111 Resources.SameArn"}},
		{"main.tf", `resource "aws_cloudwatch_log_destination" "central" {
  name       = "central"
  role_arn   = "arn:aws:iam::111122223333:role/r"
  target_arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/s"
}
resource "aws_cloudwatch_log_destination_policy" "central" {
  destination_name = aws_cloudwatch_log_destination.central.name
  access_policy    = <<-EOT
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", PRINCIPAL, "Action": "logs:PutSubscriptionFilter", "Resource": "${aws_cloudwatch_log_destination.central.arn}"}]}
  EOT
}
resource "aws_cloudwatch_log_subscription_filter" "s" {
  name            = "s"
  log_group_name  = "a"
  filter_pattern  = "ERROR"
  destination_arn = aws_cloudwatch_log_destination.central.arn
}
resource "aws_cloudwatch_log_subscription_filter" "role" {
  name            = "s"
  log_group_name  = "b"
  filter_pattern  = "ERROR"
  destination_arn = aws_cloudwatch_log_destination.central.arn
  role_arn        = var.role
}
`, []string{"FS111 aws_cloudwatch_log_subscription_filter.s"}},
	} {
		for principal, want := range map[string][]string{organization: c.want, account: nil} {
			file := languages.Read(source.Input{Name: c.name, Data: []byte(strings.ReplaceAll(c.text, "PRINCIPAL", principal))}, languages.Options{})
			var got []string
			for _, f := range Check([]*source.File{file}, Options{}) {
				got = append(got, f.Code+" "+f.Resource)
				if f.Service != request.RoleForOrganization {
					t.Errorf("%s: %s: the service says %q", c.name, f.Resource, f.Service)
				}
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s, %s: %s", c.name, principal, d)
			}
		}
	}
}
