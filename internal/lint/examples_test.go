package lint

import "strconv"

// alarmExample is an alarm on the metric of a filter, with members of both.
func alarmExample(transformation, alarm string) string {
	return `{"operation": "PutMetricFilter", "input": {"logGroupName": "app", "filterName": "f", "filterPattern": "{ $.level = \"ERROR\" }", ` +
		`"metricTransformations": [{"metricName": "Errors", "metricNamespace": "App", "metricValue": "1"` + transformation + `}]}}` + "\n" +
		`{"operation": "PutMetricAlarm", "input": {"AlarmName": "errors", "Namespace": "App", "EvaluationPeriods": 1, ` + alarm + `}}`
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

// metricExample is a PutMetricFilter request for an example.
func metricExample(pattern, rest string) string {
	return `{"operation": "PutMetricFilter", "input": {"logGroupName": "app", "filterName": "f", "filterPattern": ` + strconv.Quote(pattern) +
		`, "metricTransformations": [{"metricName": "Count", "metricNamespace": "App", ` + rest + `}]}}`
}
