package lint

import (
	"fmt"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

func topicSubscription() *Rule {
	return &Rule{
		Code: "FS131", Name: "topic-subscription", Severity: request.Info, Since: firstVersion,
		Summary: "The topic that an alarm notifies must have a subscriber.",
		Why: "A message to a topic without subscriptions is lost, and so is one to an email address that has not been confirmed. In " +
			"files the rule reports a topic that only alarms name: whatever else names it may subscribe. In an account it " +
			"reports a topic when all its subscriptions are in the files; that is a warning.",
		Language: TemplateExample,
		Before:   topicExample(""),
		After: topicExample(`  OnCall:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Alerts, Protocol: email, Endpoint: on-call@example.com}
`),
		groups: checkTopics,
	}
}

// topicExample is a template with an alarm that notifies a topic, and what else
// there is.
func topicExample(more string) string {
	return `Resources:
  Alerts:
    Type: AWS::SNS::Topic
    Properties: {TopicName: alerts}
` + more + `  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: App
      MetricName: Errors
      Statistic: Sum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Alerts]
`
}

// checkTopics reports each topic once, where an alarm names it first.
func checkTopics(p *groupsPass) {
	told := map[string]bool{}
	for _, a := range p.estate.Alarms {
		actions := a.Resource.Input.Get("AlarmActions")
		if actions == nil || actions.Kind != source.List || a.Resource.Called {
			continue
		}
		for _, action := range actions.Items {
			h, ok := p.estate.Hearing(a.Located, action)
			key := a.Folder() + " " + h.Topic
			if !ok || told[key] {
				continue
			}
			told[key] = true
			why, help := h.Unheard()
			if why == "" {
				continue
			}
			severity := request.Info
			if h.Deployed {
				severity = request.Warning
			}
			p.at(a.Located).reportAs(severity, action.Span, fmt.Sprintf("%s: a message to it is lost.", capital(why)), help)
		}
	}
}
