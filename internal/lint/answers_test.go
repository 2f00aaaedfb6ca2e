package lint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
	"github.com/logsieve/logsieve/internal/source/live"
)

// checked are the findings in files given as name, text, name, text: where, the
// rule, the severity and what it says.
func checked(files ...string) string {
	var read []*source.File
	for i := 0; i < len(files); i += 2 {
		read = append(read, languages.Read(source.Input{Name: files[i], Data: []byte(files[i+1])}, languages.Options{}))
	}
	live.Settle(read)
	var b strings.Builder
	for _, f := range Check(read, Options{Disabled: map[string]bool{"no-retention": true}}) {
		fmt.Fprintf(&b, "%s %s %s: %s\n", f.File, f.Rule, f.Severity, f.Message)
	}
	return b.String()
}

// The answers of an account in eu-west-1.
const (
	liveFilter = `{"metricFilters": [{"filterName": "failed", "filterPattern": "{ $.outcome = \"failed\" }", "metricTransformations": [{"metricName": "Failed", ` +
		`"metricNamespace": "Orders", "metricValue": "1"}], "creationTime": 1, "logGroupName": "/app/orders"}]}` + "\n"
	liveGroup = `{"logGroups": [{"logGroupName": "/app/orders", "retentionInDays": 30, "metricFilterCount": 1, "arn": "arn:aws:logs:eu-west-1:111122223333:log-group:/app/orders:*", "storedBytes": 0}]}` + "\n"
	liveAlarm = `{"MetricAlarms": [{"AlarmName": "a", "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a", "Namespace": "Orders", "MetricName": "Failed", "Statistic": "Sum", ` +
		`"Period": 60, "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", "ActionsEnabled": true, ` +
		`"AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:t"], "Dimensions": []}], "CompositeAlarms": []}` + "\n"
	liveTopic        = `{"Topics": [{"TopicArn": "arn:aws:sns:eu-west-1:111122223333:t"}]}` + "\n"
	liveSubscription = `{"Subscriptions": [{"SubscriptionArn": "arn:aws:sns:eu-west-1:111122223333:t:1", "Protocol": "email", "Endpoint": "a@example.com", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t"}]}` + "\n"
	liveShip         = `{"subscriptionFilters": [{"filterName": "ship", "logGroupName": "/app/orders", "filterPattern": "", "destinationArn": "arn:aws:lambda:eu-west-1:111122223333:function:ship", "distribution": "ByLogStream", "creationTime": 1}]}` + "\n"
	livePolicy       = `{"Policy": "{\"Statement\": [{\"Sid\": \"x\", \"Effect\": \"Allow\", \"Principal\": {\"Service\": \"logs.amazonaws.com\"}, \"Action\": \"lambda:InvokeFunction\", ` +
		`\"Resource\": \"arn:aws:lambda:eu-west-1:111122223333:function:ship\", \"Condition\": {\"ArnLike\": {\"AWS:SourceArn\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/app/orders:*\"}}}]}", "RevisionId": "1"}` + "\n"
	liveAll = liveFilter + liveGroup + liveAlarm + liveTopic + liveSubscription + liveShip + livePolicy
)

// TestAnswers holds what is said of what an account answers, each time but for
// one change.
func TestAnswers(t *testing.T) {
	edit := func(pairs ...string) string {
		text := liveAll
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(text, pairs[i]) {
				t.Fatalf("the answers do not hold %s", pairs[i])
			}
			text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
		}
		return text
	}
	for _, c := range []struct{ what, text, want string }{
		{"all is well", liveAll, ""},
		{"the namespace in another case", edit(`"Namespace": "Orders"`, `"Namespace": "orders"`), "a.json alarm-metric warning: No filter publishes the namespace orders; metricFilters.failed at a.json:1 publishes Failed in Orders.\n"},
		{"of another Region", edit(`"Namespace": "Orders"`, `"Namespace": "orders"`, "cloudwatch:eu-west-1", "cloudwatch:us-east-1"), ""},
		{"and pages are missing", edit(`"Namespace": "Orders"`, `"Namespace": "orders"`, `"logGroupName": "/app/orders"}]}`, `"logGroupName": "/app/orders"}], "nextToken": "x"}`),
			"a.json missing-pages warning: Pages are missing: metricFilters go on after this one, and no file has the next page.\n"},
		{"and one is counted that is not there", edit(`"Namespace": "Orders"`, `"Namespace": "orders"`, `"metricFilterCount": 1`, `"metricFilterCount": 3`),
			"a.json missing-pages warning: The account counts 2 more metric filters of the log group than are in the files.\n"},
		{"groups without their filters", liveGroup + liveAlarm, ""},
		{"nobody has confirmed", edit(`"SubscriptionArn": "arn:aws:sns:eu-west-1:111122223333:t:1"`, `"SubscriptionArn": "PendingConfirmation"`),
			"a.json topic-subscription warning: Nobody has confirmed a subscription to the topic t: a message to it is lost.\n"},
		{"nobody has subscribed", edit(liveSubscription, `{"Subscriptions": []}`), "a.json topic-subscription warning: Nobody has subscribed to the topic t: a message to it is lost.\n"},
		{"or on a page that is missing", edit(liveSubscription, `{"Subscriptions": [], "NextToken": "x"}`), "a.json missing-pages warning: Pages are missing: Subscriptions go on after this one, and no file has the next page.\n"},
		{"or it is not told", edit(liveSubscription, ""), ""},
		{"no such topic", edit(liveTopic, `{"Topics": [{"TopicArn": "arn:aws:sns:eu-west-1:111122223333:u"}]}`), "a.json topic-subscription warning: The account has no topic t: a message to it is lost.\n"},
		{"a permission for another service", edit("logs.amazonaws.com", "events.amazonaws.com"),
			"a.json function-permission warning: No permission lets CloudWatch Logs invoke the function for this log group: Policy.ship.x at a.json:7 is for events.amazonaws.com.\n"},
		{"what is denied is not permitted", edit(`\"Effect\": \"Allow\"`, `\"Effect\": \"Deny\"`), "a.json function-permission warning: No permission lets CloudWatch Logs invoke the function.\n"},
		{"for another log group", edit(`log-group:/app/orders:*\"}`, `log-group:/app/other:*\"}`),
			"a.json function-permission warning: No permission lets CloudWatch Logs invoke the function for this log group: Policy.ship.x at a.json:7 is for the log group /app/other.\n"},
		{"without :*", edit(`log-group:/app/orders:*\"}`, `log-group:/app/orders\"}`),
			"a.json function-permission warning: No permission lets CloudWatch Logs invoke the function for this log group: Policy.ship.x at a.json:7 has a source ARN without :* at its end.\n"},
		{"under a condition that is not read", edit(`\"ArnLike\": {\"AWS:SourceArn\": \"arn:aws:logs:eu-west-1:111122223333:log-group:/app/orders:*\"}`, `\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-1\"}`), ""},
		{"of a function of another Region", edit(`111122223333:function:ship\", \"Cond`, `111122223333:function:ship2\", \"Cond`), ""},
		{"a pattern that the service no longer takes", edit(`{ $.outcome = \"failed\" }`, `{ $.outcome == \"failed\" }`),
			"a.json unknown-operator warning: Filter patterns have no == operator.\n"},
	} {
		if d := cmp.Diff(c.want, checked("a.json", c.text)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
	six := ""
	for i := range 6 {
		six += strings.ReplaceAll(liveShip, `"filterName": "ship"`, fmt.Sprintf(`"filterName": "ship%d"`, i))
	}
	six = strings.ReplaceAll(six, "function:ship", "function:other")
	if got := checked("eu-west-1.json", six); strings.Contains(got, "too-many") {
		t.Errorf("what is deployed is too much: %s", got)
	}
	one := strings.ReplaceAll(liveFilter, "/app/orders", "/app/other")
	if d := cmp.Diff("c.json mixed-regions warning: The Region or account of these metricFilters is not known, and the files have several.\n",
		checked("a/eu-west-1.json", liveAll, "b/us-east-1.json", `{"metricFilters": []}`, "c.json", one)); d != "" {
		t.Errorf("several Regions (-want +got):\n%s", d)
	}
}

// TestTopicsOfFiles holds when nobody surely has subscribed to a topic that files
// declare.
func TestTopicsOfFiles(t *testing.T) {
	alarm := func(action string) string {
		return "resource \"aws_cloudwatch_metric_alarm\" \"a\" {\n  alarm_name = \"a\"\n  namespace = \"N\"\n  metric_name = \"M\"\n  statistic = \"Sum\"\n  period = 60\n  evaluation_periods = 1\n" +
			"  threshold = 1\n  comparison_operator = \"GreaterThanThreshold\"\n  treat_missing_data = \"notBreaching\"\n  alarm_actions = [" + action + "]\n  ok_actions = [" + action + "]\n}\n"
	}
	const topic = "resource \"aws_sns_topic\" \"t\" {\n  name = \"t\"\n}\n"
	const lost = "main.tf topic-subscription info: Nobody has subscribed to the topic aws_sns_topic.t: a message to it is lost.\n"
	for _, c := range []struct{ what, text, want string }{
		{"only the alarm names it", topic + alarm("aws_sns_topic.t.arn"), lost},
		{"somebody has", topic + alarm("aws_sns_topic.t.arn") + "resource \"aws_sns_topic_subscription\" \"s\" {\n  topic_arn = aws_sns_topic.t.arn\n  protocol = \"email\"\n  endpoint = \"a@example.com\"\n}\n", ""},
		{"perhaps somebody has", topic + alarm("aws_sns_topic.t.arn") + "resource \"aws_sns_topic_subscription\" \"s\" {\n  topic_arn = var.topic\n  protocol = \"email\"\n  endpoint = \"a@example.com\"\n}\n", ""},
		{"another topic", topic + alarm("aws_sns_topic.t.arn") + "resource \"aws_sns_topic_subscription\" \"s\" {\n  topic_arn = \"arn:aws:sns:eu-west-1:111122223333:u\"\n  protocol = \"email\"\n  endpoint = \"a@example.com\"\n}\n", lost},
		{"it by its ARN", topic + alarm("aws_sns_topic.t.arn") + "resource \"aws_sns_topic_subscription\" \"s\" {\n  topic_arn = \"arn:aws:sns:eu-west-1:111122223333:t\"\n  protocol = \"email\"\n  endpoint = \"a@example.com\"\n}\n", ""},
		{"a chat has it", topic + alarm("aws_sns_topic.t.arn") + "resource \"aws_chatbot_slack_channel_configuration\" \"c\" {\n  sns_topic_arns = [aws_sns_topic.t.arn]\n}\n", ""},
		{"it is an output", topic + alarm("aws_sns_topic.t.arn") + "output \"topic\" {\n  value = aws_sns_topic.t.arn\n}\n", ""},
		{"it is deployed perhaps", strings.Replace(topic, "{\n", "{\n  count = var.on ? 1 : 0\n", 1) + alarm("aws_sns_topic.t[0].arn"), ""},
		{"it is in no file", alarm("aws_sns_topic.t.arn"), ""},
	} {
		if d := cmp.Diff(c.want, checked("main.tf", c.text)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
	if d := cmp.Diff("", checked("t.yaml", topicExample("  Policy:\n    Type: AWS::SNS::TopicPolicy\n    Properties: {Topics: [!Ref Alerts]}\n"))); d != "" {
		t.Errorf("a policy names it (-want +got):\n%s", d)
	}
	if d := cmp.Diff("", checked("t.yaml", strings.Replace(topicExample(""), "{TopicName: alerts}", "{TopicName: alerts, Subscription: [{Protocol: email, Endpoint: a@example.com}]}", 1))); d != "" {
		t.Errorf("it has its own (-want +got):\n%s", d)
	}
}
