package lint

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestServerlessNames holds what is known of the names that the Serverless
// Framework gives to functions and log groups, and of the permissions that it adds.
func TestServerlessNames(t *testing.T) {
	config := func(provider, functions, resources string) string {
		text := "service: orders\nprovider: {name: aws" + provider + "}\nfunctions:\n" + functions
		if resources != "" {
			text += "resources:\n  Resources:\n" + resources
		}
		return text
	}
	const (
		own    = "serverless.yml feeds-itself warning: The function is subscribed to its own log group.\n"
		nobody = "serverless.yml function-permission error: No permission lets CloudWatch Logs invoke the function.\n"
	)
	event := func(group string) string {
		return "  ship-logs:\n    handler: h.h\n    events:\n      - cloudwatchLog: " + group + "\n"
	}
	filter := func(group string) string {
		return "    All:\n      Type: AWS::Logs::SubscriptionFilter\n      Properties:\n        LogGroupName: " + group + "\n        FilterPattern: ERROR\n        DestinationArn: !GetAtt ShipDashlogsLambdaFunction.Arn\n"
	}
	for _, c := range []struct{ what, text, want string }{
		{"its own group by its whole name", config(", stage: dev", event("/aws/lambda/orders-dev-ship-logs"), ""), own},
		{"by the service and the stage", config(", stage: dev", event("/aws/lambda/${self:service}-${self:provider.stage}-ship-logs"), ""), own},
		{"by a stage that is not known", config("", event("/aws/lambda/${self:service}-${sls:stage}-ship-logs"), ""), own},
		{"by an option", config(", stage: \"${opt:stage, 'dev'}\"", event("\"/aws/lambda/orders-${opt:stage, 'dev'}-ship-logs\""), ""), own},
		{"of another function", config(", stage: dev", event("/aws/lambda/orders-dev-other"), ""), ""},
		{"by the other name of the stage", config(", stage: dev", event("/aws/lambda/${self:service}-${sls:stage}-ship-logs"), ""), own},
		{"a function with a name of its own", config(", stage: dev", strings.Replace(event("/aws/lambda/shipper"), "handler: h.h", "handler: h.h\n    name: shipper", 1), ""), own},
		{"and the framework's name is another one", config(", stage: dev", strings.Replace(event("/aws/lambda/orders-dev-ship-logs"), "handler: h.h", "handler: h.h\n    name: shipper", 1), ""), ""},
		{"by a reference to its group", config("", "  ship-logs: {handler: h.h}\n", filter("!Ref ShipDashlogsLogGroup")), nobody + own},
		{"the framework permits log events", config("", event("/app/orders"), filter("/app/orders")), ""},
		{"of one log group", config("", event("/app/orders"), filter("/app/web")),
			"serverless.yml function-permission error: No permission lets CloudWatch Logs invoke the function for this log group: " +
				"resources.Resources.ShipDashlogsLambdaPermissionLogsSubscriptionFilterCloudWatchLog at serverless.yml:4 is for the log group /app/orders.\n"},
		{"of what several have in common", config("", event("/app/orders\n      - cloudwatchLog: /app/other"), filter("/app/web")), ""},
		{"nothing permits", config("", "  ship-logs: {handler: h.h}\n", filter("/app/web")), nobody},
		{"a plugin may", "plugins: [x]\n" + config("", "  ship-logs: {handler: h.h}\n", filter("/app/web")), ""},
		{"an included file may", config("", "  ship-logs: {handler: h.h}\n", filter("/app/web")) + "  Outputs: ${file(o.yml)}\n", ""},
		{"a function that is not there", config("", "  other: {handler: h.h}\n", filter("/app/web")), ""},
	} {
		if d := cmp.Diff(c.want, checked("serverless.yml", c.text)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}
