package policy

import (
	"strings"
	"testing"
)

// TestAssert runs expressions over one estate. What the files do not tell
// makes an expression undecided only where it decides.
func TestAssert(t *testing.T) {
	e := read(t, filter("a", stopOrDelete, "")+filter("b", onlyStop, "")+filter("hole", "var.pattern", "")+
		strings.Replace(filter("elsewhere", `"[ip, user]"`, ""), `"trail"`, "var.group", 1)+`
resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = 30
}
resource "aws_cloudwatch_log_group" "other" {
  name              = "other"
  retention_in_days = var.days
}
resource "aws_cloudwatch_log_group" "third" {
  name = "third"
}
`+alarm("x", `"a"`, acts))
	for _, test := range []struct {
		subject    Subject
		when, that string
		status     Status
		broken     string // titles
	}{
		{ForAll, "", `filters.size() == 4 && groups.size() == 4 && alarms.size() == 1`, Holds, ""},
		{ForAll, "", `resources.size() == 10`, Holds, ""}, // two of the log groups stand for two requests
		{ForAll, "", `filters.exists(f, f.pattern == "[ip, user]")`, Holds, ""},
		{ForAll, "", `filters.all(f, kind(f.pattern) == "json")`, Fails, "The configuration"},
		{ForAll, "", `filters.filter(f, f.name != "elsewhere").all(f, kind(f.pattern) == "json")`, Undecided, "The configuration"},
		{ForAll, "", `filters.exists(f, f.name == "hole" && kind(f.pattern) == "json")`, Undecided, "The configuration"},
		{ForFilter, "", `filter.name != ""`, Holds, ""},
		{ForFilter, "", `satisfiable(filter.pattern)`, Undecided, "The filter hole"},
		{ForFilter, `filter.name == "b"`, `implies(filter.pattern, "{ $.eventName = StopLogging || $.eventName = x }")`, Holds, ""},
		{ForFilter, `filter.name in ["a", "b"]`, `equivalent(filter.pattern, "{ $.eventName = \"StopLogging\" }")`, Fails, "The filter a"},
		{ForFilter, `filter.name in ["a", "b"]`, `matches(filter.pattern, {"eventName": "DeleteTrail", "n": [1, {"x": null}]})`, Fails, "The filter b"},
		{ForFilter, `filter.name in ["a", "b"]`, `matches(filter.pattern, "{\"eventName\":\"StopLogging\"}")`, Holds, ""},
		{ForFilter, `filter.name in ["a", "b"]`, `disjoint(filter.pattern, "{ $.eventName = DeleteTrail }")`, Fails, "The filter a"},
		{ForFilter, `filter.pattern.startsWith("{")`, `filter.group.name == "trail"`, Holds, ""},
		{ForFilter, `filter.name == "elsewhere"`, `filter.group.name == "trail"`, Undecided, "The filter elsewhere"},
		{ForFilter, `filter.name == "elsewhere"`, `filter.group.name == "trail" || alwaysMatches(filter.pattern) || true`, Holds, ""},
		{ForFilter, `filter.name == "b"`, `filter.input.metricTransformations[0].metricValue == "1" && filter.transformations[0].metricName == "b"`, Holds, ""},
		{ForFilter, `filter.name == "b"`, `filter.nothing == 1`, Undecided, "The filter b"},
		{ForFilter, `filter.name == "b"`, `satisfiable("{")`, Undecided, "The filter b"},
		{ForFilter, `filter.name == "b"`, `regexes("%a%") == 1 && regexes("{ $.a = %x% && $.b != %y% }") == 2 && regexes(filter.pattern) == 0 && !valid("{")`, Holds, ""},
		{ForGroup, "group.defined", `has(group.retentionInDays)`, Fails, "The log group third"},
		{ForGroup, "has(group.retentionInDays)", `group.retentionInDays >= 30`, Undecided, "The log group other"},
		{ForGroup, "group.defined", `glob(group.name, "*t*h*")`, Fails, "The log group trail"},
		{ForGroup, `glob(group.name, "tr*")`, `group.filters.size() == 3 && group.filters.exists(f, f.name == "b")`, Undecided, ""},
		{ForAlarm, "", `alarm.input.Threshold >= 1 && size(alarm.input.AlarmActions) > 0`, Holds, ""},
		{ForResource, `resource.operation == "PutMetricAlarm"`, `resource.type == "aws_cloudwatch_metric_alarm" && resource.service == "cloudwatch" && resource.file == "a/main.tf" && resource.line > 1`, Holds, ""},
	} {
		a, err := NewAssertion(test.subject, test.that, test.when, "")
		if err != nil {
			t.Errorf("%s: %v", test.that, err)
			continue
		}
		list, err := e.Judge([]*Rule{{ID: "x", Title: "X", Assert: a}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		v := list[0]
		if v.Status != test.status || (v.Status == Holds) != (v.Gap == GapNone) {
			t.Errorf("%s when %q: %s, %q", test.that, test.when, v.Status, v.Reasons)
		}
		var titles []string
		for _, b := range v.Broken {
			titles = append(titles, b.Title)
		}
		if test.broken != "" && !strings.Contains(strings.Join(titles, "\n"), test.broken) {
			t.Errorf("%s when %q: broken by %q", test.that, test.when, titles)
		}
		if n := len(e.Findings(list, ".")); n != len(v.Broken) {
			t.Errorf("%s: %d findings of %d subjects", test.that, n, len(v.Broken))
		}
	}
}

func TestBadExpressions(t *testing.T) {
	for that, want := range map[string]string{
		`filter.name ==`:              "Syntax error",
		`filtr.name == "x"`:           "undeclared reference to 'filtr'",
		`"x"`:                         "must be true or false",
		`implies(filter.pattern)`:     "no matching overload for 'implies'",
		`group.name == "x"`:           "undeclared reference to 'group'",
		`filter.name.matches("^a.*")`: "no matching overload for 'matches'",
	} {
		_, err := NewAssertion(ForFilter, that, "", "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", that, err)
		}
	}
}
