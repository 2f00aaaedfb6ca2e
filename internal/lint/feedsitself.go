package lint

import (
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

func feedsItself() *Rule {
	return &Rule{
		Code: "FS122", Name: "feeds-itself", Severity: request.Warning, Since: firstVersion,
		Summary: "A function must not be subscribed to its own log group.",
		Why: "Each run of the function writes log events, which are delivered to it again, endlessly and at a cost. A " +
			"filter pattern that does not match the function's own log events prevents this only while that stays true. A function whose " +
			"name is known in full is judged by the rules of requests.",
		Language: TemplateExample,
		Before:   loopExample("!Sub /aws/lambda/${Ship}"),
		After:    loopExample("/app/orders"),
		resource: checkLoop,
	}
}

func loopExample(group string) string {
	return `Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler}
  MayShip:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunction, FunctionName: !Ref Ship, Principal: logs.amazonaws.com}
  Errors:
    Type: AWS::Logs::SubscriptionFilter
    Properties:
      LogGroupName: ` + group + `
      FilterPattern: ""
      DestinationArn: !GetAtt Ship.Arn
`
}

// functionGroups starts the names of the log groups that Lambda makes.
const functionGroups = "/aws/lambda/"

func checkLoop(p *resourcePass) {
	destination := p.input("destinationArn")
	if p.resource.Operation != putSubscriptionFilter || destination == nil || destination.Kind == source.Null {
		return
	}
	if _, known := destination.Str(); known {
		return
	}
	function := p.estate.FunctionOf(p.located(), destination)
	if function == nil {
		return
	}
	group := p.input("logGroupName")
	if named := p.estate.Referred(p.located(), group); named != nil && named.Resource.Operation == createLogGroup {
		group = named.Resource.Input.Get("logGroupName")
	}
	if group == nil || group.Kind != source.String || !strings.HasPrefix(group.Text.Decoded, functionGroups) {
		return
	}
	own := function.Resource.Input.Get("FunctionName")
	rest := group.Text.Decoded[len(functionGroups):]
	loops := false
	switch {
	case rest == "" && len(group.Text.Holes) == 1:
		h := group.Text.Holes[0]
		loops = h.Ref == estate.Reference(destination) && (h.Attribute == source.RefAttribute || h.Attribute == "function_name" || h.Attribute == "name")
	case own != nil:
		prefixed := estate.Parts(group)
		prefixed[0].Literal = prefixed[0].Literal[len(functionGroups):]
		if prefixed[0].Literal == "" {
			prefixed = prefixed[1:]
		}
		loops = sameParts(prefixed, estate.Parts(own))
	}
	if loops {
		p.reportAt(destination.Span, "The function is subscribed to its own log group.", "Deliver to another function, or filter another log group.")
	}
}

// sameParts reports whether two texts of one scope are the same.
func sameParts(a, b []estate.Part) bool {
	return slices.EqualFunc(a, b, func(x, y estate.Part) bool { return x == y || isStage(x.Hole) && isStage(y.Hole) })
}

// isStage reports whether an expression is the stage in the Serverless Framework,
// which may be written in several ways.
func isStage(hole string) bool {
	return hole == "${self:provider.stage}" || hole == "${sls:stage}" || strings.HasPrefix(hole, "${opt:stage")
}
