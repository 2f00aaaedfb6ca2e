package lint

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/chain"
)

func functionPermission() *Rule {
	return &Rule{
		Code: "FS120", Name: "function-permission", Severity: request.Error, Since: firstVersion,
		Summary: "CloudWatch Logs must be allowed to invoke the function of a subscription filter.",
		Why: "The service invokes the function when the filter is made, and refuses the filter if it may not: \"" + chain.NotInvocable + "\" " +
			"The permission must be for the principal logs.amazonaws.com, and its source ARN, if it has one, must be that of the log group with " +
			":* at its end. The rule applies when the function is defined in the same files and all its permissions are known. " +
			"Before version 3 Terraform's AWS provider gave log groups an arn with :* at its end: where required_providers or the provider's block " +
			"allows such a version, an arn alone is not reported. Without a constraint the newest version is assumed; lock files are not read.",
		Language: TemplateExample,
		Before:   permissionExample(""),
		After: permissionExample(`  MayShip:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Ship
      Principal: logs.amazonaws.com
      SourceArn: !GetAtt Orders.Arn
`),
		resource: checkPermission,
	}
}

// permissionExample is a template with a function that is subscribed to a log
// group, and what else is given.
func permissionExample(more string) string {
	return `Resources:
  Orders:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: /app/orders, RetentionInDays: 30}
  Ship:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler}
` + more + `  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties:
      LogGroupName: !Ref Orders
      FilterPattern: ERROR
      DestinationArn: !GetAtt Ship.Arn
`
}

func checkPermission(p *resourcePass) {
	destination := p.input("destinationArn")
	if p.resource.Operation != putSubscriptionFilter || destination == nil || p.estate.FunctionOf(p.located(), destination) == nil {
		return
	}
	permissions, verdict := chain.Permissions(p.estate, p.located(), destination)
	if verdict != chain.Broken {
		return
	}
	message, help := "No permission lets CloudWatch Logs invoke the function", permissions[0].Help
	var others []string
	for _, l := range permissions {
		if l.Name != "" {
			others = append(others, fmt.Sprintf("%s at %s %s", l.Name, l.Located.Place(), strings.TrimPrefix(l.Reason, "it ")))
		}
	}
	if len(others) > 0 {
		message += " for this log group: " + strings.Join(others, "; ")
	}
	p.reportAt(destination.Span, message+".", help)
	if !p.file.FormatOf(p.resource).Deployed {
		p.found[len(p.found)-1].Service = chain.NotInvocable
	}
}
