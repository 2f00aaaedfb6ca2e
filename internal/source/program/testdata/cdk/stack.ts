import { App, Stack } from "aws-cdk-lib";
import * as logs from "aws-cdk-lib/aws-logs";
import { FilterPattern, type IFilterPattern } from "aws-cdk-lib/aws-logs";

const app = new App();
const stack = new Stack(app, "Filters");
const group = new logs.LogGroup(stack, "Group");

// What a helper of our own does is not known.
let filters = 0;
function filter(filterPattern: IFilterPattern): void {
  group.addMetricFilter(`F${filters++}`, { filterPattern, metricNamespace: "Shop", metricName: "Errors" });
}

filter(FilterPattern.literal('{ $.level = "ERROR" }'));
filter(logs.FilterPattern.literal(`[ip, user, ..., status = 5*]`));
filter(logs.FilterPattern.literal("\"two words\" -DEBUG" + ' "it\'s"'));
filter(FilterPattern.allTerms("ERROR"));
filter(FilterPattern.allTerms("ERROR", "payment failed", 'a "quoted" term', "back\\slash"));
filter(FilterPattern.anyTerm("timeout"));
filter(FilterPattern.anyTerm(
  "timeout", // one a line
  "connection reset",
  `it's`,
));
filter(FilterPattern.exists("$.latency"));
filter(FilterPattern.notExists("$.user.name"));
filter(FilterPattern.isNull("$.error"));
filter(FilterPattern.booleanValue("$.ok", false));
filter(FilterPattern.booleanValue("$.retried", true));
filter(FilterPattern.stringValue("$.component", "=", "HttpServer*"));
filter(FilterPattern.stringValue("$.component", "==", "a\"b\\c"));
filter(FilterPattern.stringValue("$.component", "!=", ""));
filter(FilterPattern.numberValue("$.latency", ">=", 1500));
filter(FilterPattern.numberValue("$.delta", "<", -2.5));
filter(FilterPattern.regexValue("$.path", "=", "^/v[12]/"));
filter(FilterPattern.all(FilterPattern.exists("$.a")));
filter(FilterPattern.all(
  FilterPattern.stringValue("$.a", "=", "x"),
  FilterPattern.any(
    FilterPattern.numberValue("$.b", "==", 0),
    logs.FilterPattern.booleanValue("$.c", true),
  ),
));
filter(FilterPattern.spaceDelimited("time", "component", "...", "result", "latency")
  .whereString("component", "=", "HttpServer")
  .whereNumber("result", "!=", 200)
  .whereNumber("result", "<", 500));
filter(FilterPattern.spaceDelimited("a", "b-c", "_d"));

app.synth();
