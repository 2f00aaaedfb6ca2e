package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// deployment is a filter and an alarm for each control of a pack, and the trail
// they are about, with the names of the API.
type deployment struct {
	filters, alarms []map[string]any
	trail           map[string]any // nil for none
}

func deploymentOf(rules []*Rule) *deployment {
	d := &deployment{trail: map[string]any{"TrailName": "main", "IsLogging": true, "IsMultiRegionTrail": true, "Feeds": "Trail"}}
	for _, r := range rules {
		name := "Control" + strings.ReplaceAll(r.Number, ".", "")
		d.filters = append(d.filters, map[string]any{"FilterName": name, "FilterPattern": r.Require.Pattern.String()})
		d.alarms = append(d.alarms, map[string]any{
			"AlarmName": name, "Namespace": "CIS", "MetricName": name, "Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1,
			"Threshold": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching", "Tells": true,
		})
	}
	return d
}

// template is the deployment as a template of CloudFormation.
func (d *deployment) template() (string, map[string]any) {
	type m = map[string]any
	resources := m{
		"Trail": m{"Type": "AWS::Logs::LogGroup", "Properties": m{"LogGroupName": "trail", "RetentionInDays": 365}},
		"Other": m{"Type": "AWS::Logs::LogGroup", "Properties": m{"LogGroupName": "other", "RetentionInDays": 365}},
		"Topic": m{"Type": "AWS::SNS::Topic"},
	}
	for i, f := range d.filters {
		own := maps.Clone(f)
		own["LogGroupName"] = m{"Ref": "Trail"}
		own["MetricTransformations"] = []any{m{"MetricName": f["FilterName"], "MetricNamespace": "CIS", "MetricValue": "1"}}
		resources[fmt.Sprint("Filter", i)] = m{"Type": "AWS::Logs::MetricFilter", "Properties": own}
	}
	for i, a := range d.alarms {
		own := maps.Clone(a)
		delete(own, "Tells")
		if a["Tells"] == true {
			own["AlarmActions"] = []any{m{"Ref": "Topic"}}
		}
		resources[fmt.Sprint("Alarm", i)] = m{"Type": "AWS::CloudWatch::Alarm", "Properties": own}
	}
	if d.trail != nil {
		own := maps.Clone(d.trail)
		delete(own, "Feeds")
		if d.trail["Feeds"] != "" {
			own["CloudWatchLogsLogGroupArn"] = m{"Fn::GetAtt": []any{d.trail["Feeds"], "Arn"}}
		}
		resources["CloudTrail"] = m{"Type": "AWS::CloudTrail::Trail", "Properties": own}
	}
	return "stack.json", m{"Resources": resources}
}

// terraform is the same as a file of Terraform.
func (d *deployment) terraform() (string, map[string]any) {
	return "main.tf.json", map[string]any{"resource": d.provider(func(address string) any { return "${" + address + "}" })}
}

// plan is the same as a plan, in which the ARNs of what is new are not known.
func (d *deployment) plan() (string, map[string]any) {
	type m = map[string]any
	var planned, changes, configured []any
	types := d.provider(func(address string) any { return unknownYet(address) })
	for _, kind := range slices.Sorted(maps.Keys(types)) {
		for _, name := range slices.Sorted(maps.Keys(types[kind].(m))) {
			values := maps.Clone(types[kind].(m)[name].(m))
			after, expressions := m{}, m{}
			for _, member := range slices.Sorted(maps.Keys(values)) {
				v := values[member]
				if list, ok := v.([]any); ok && len(list) == 1 {
					v = list[0]
				}
				address, ok := v.(unknownYet)
				if !ok {
					continue
				}
				if delete(values, member); member == "log_group_name" {
					values[member] = "trail" // a name is known before it is there
				} else {
					after[member] = true
				}
				resource := string(address)[:strings.LastIndex(string(address), ".")]
				expressions[member] = m{"references": []any{string(address), resource}}
			}
			address := kind + "." + name
			planned = append(planned, m{"address": address, "mode": "managed", "type": kind, "name": name, "values": values})
			changes = append(changes, m{"address": address, "change": m{"actions": []any{"create"}, "after_unknown": after}})
			configured = append(configured, m{"address": address, "mode": "managed", "type": kind, "name": name, "expressions": expressions})
		}
	}
	return "plan.json", m{
		"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes,
		"planned_values": m{"root_module": m{"resources": planned}}, "configuration": m{"root_module": m{"resources": configured}},
	}
}

type unknownYet string

// provider are the resources of the AWS provider, by type and name; refer is a
// reference to an attribute.
func (d *deployment) provider(refer func(string) any) map[string]any {
	type m = map[string]any
	filters, alarms := m{}, m{}
	types := m{
		"aws_cloudwatch_log_group": m{"trail": m{"name": "trail", "retention_in_days": 365}, "other": m{"name": "other", "retention_in_days": 365}},
		"aws_sns_topic":            m{"topic": m{"name": "told"}}, "aws_cloudwatch_log_metric_filter": filters, "aws_cloudwatch_metric_alarm": alarms,
	}
	for i, f := range d.filters {
		filters[fmt.Sprint("f", i)] = m{
			"name": f["FilterName"], "pattern": f["FilterPattern"], "log_group_name": refer("aws_cloudwatch_log_group.trail.name"),
			"metric_transformation": []any{m{"name": f["FilterName"], "namespace": "CIS", "value": "1"}},
		}
	}
	for i, a := range d.alarms {
		own := snake(a)
		delete(own, "tells")
		if a["Tells"] == true {
			own["alarm_actions"] = []any{refer("aws_sns_topic.topic.arn")}
		}
		if list, ok := a["Dimensions"].([]any); ok {
			own["dimensions"] = m{list[0].(m)["Name"].(string): list[0].(m)["Value"]}
		}
		alarms[fmt.Sprint("a", i)] = own
	}
	if d.trail == nil {
		return types
	}
	own := snake(d.trail)
	own["name"], own["enable_logging"] = own["trail_name"], own["is_logging"]
	if feeds := strings.ToLower(d.trail["Feeds"].(string)); feeds != "" {
		own["cloud_watch_logs_group_arn"] = refer("aws_cloudwatch_log_group." + feeds + ".arn")
		if text, ok := own["cloud_watch_logs_group_arn"].(string); ok {
			own["cloud_watch_logs_group_arn"] = text + ":*"
		}
	}
	if list, ok := own["event_selectors"].([]any); ok {
		own["event_selector"] = []any{snake(list[0].(m))}
	}
	for _, member := range []string{"trail_name", "is_logging", "feeds", "event_selectors"} {
		delete(own, member)
	}
	types["aws_cloudtrail"] = m{"main": own}
	return types
}

var capital = regexp.MustCompile(`[a-z][A-Z]`)

// snake has the names of Terraform.
func snake(members map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range members {
		name = capital.ReplaceAllStringFunc(name, func(two string) string { return two[:1] + "_" + two[1:] })
		out[strings.ToLower(name)] = v
	}
	return out
}

// TestTold breaks each link of all controls of a pack at once, from the trail to
// the action, in each format: no control stays covered, and the link is named.
func TestTold(t *testing.T) {
	type m = map[string]any
	p, err := LoadPack("cis-aws-foundations-4.0")
	if err != nil {
		t.Fatal(err)
	}
	ofAlarms := func(change func(m)) func(*deployment) {
		return func(d *deployment) {
			for _, a := range d.alarms {
				change(a)
			}
		}
	}
	ofTrail := func(member string, v any) func(*deployment) { return func(d *deployment) { d.trail[member] = v } }
	for _, c := range []struct {
		what   string
		change func(*deployment)
		status Status
		count  int // of controls
		gap    Gap
		reason string // of each
	}{
		{what: "as it is", status: Covered, count: 15},
		{what: "no trail", change: func(d *deployment) { d.trail = nil }, status: Covered, count: 15},
		{what: "no alarm", change: func(d *deployment) { d.alarms = nil }, status: NotCovered, count: 15, gap: GapAlarm, reason: "No alarm watches the metric CIS/Control4"},
		{what: "one letter", change: ofAlarms(func(a m) { a["MetricName"] = strings.Replace(a["MetricName"].(string), "Control", "Controll", 1) }), status: NotCovered, count: 15, gap: GapAlarm, reason: ", which is another one."},
		{what: "another case", change: ofAlarms(func(a m) { a["MetricName"] = strings.ToLower(a["MetricName"].(string)) }), status: NotCovered, count: 15, gap: GapAlarm, reason: ", which is another one."},
		{what: "another namespace", change: ofAlarms(func(a m) { a["Namespace"] = "CISBenchmark" }), status: NotCovered, count: 15, gap: GapAlarm, reason: "No alarm watches"},
		{what: "a dimension", change: ofAlarms(func(a m) { a["Dimensions"] = []any{m{"Name": "account", "Value": "1"}} }), status: NotCovered, count: 15, gap: GapAlarm, reason: "publishes no dimension account"},
		{what: "a unit", change: ofAlarms(func(a m) { a["Unit"] = "Count" }), status: NotCovered, count: 15, gap: GapAlarm, reason: "the alarm looks at Count"},
		{what: "never reached", change: ofAlarms(func(a m) { a["Statistic"], a["Threshold"] = "Average", 5 }), status: NotCovered, count: 15, gap: GapAlarm, reason: "the Average is never >= 5"},
		{what: "no action", change: ofAlarms(func(a m) { delete(a, "Tells") }), status: NotCovered, count: 15, gap: GapAction, reason: "has no action: it tells nobody"},
		{what: "emptied", change: ofAlarms(func(a m) { delete(a, "Tells"); a["AlarmActions"] = []any{} }), status: NotCovered, count: 15, gap: GapAction, reason: "has no action: it tells nobody"},
		{what: "for the end only", change: ofAlarms(func(a m) { delete(a, "Tells"); a["OKActions"] = []any{"arn:aws:sns:eu-west-1:111122223333:told"} }), status: NotCovered, count: 15, gap: GapAction, reason: "has no action"},
		{what: "switched off", change: ofAlarms(func(a m) { a["ActionsEnabled"] = false }), status: NotCovered, count: 15, gap: GapAction, reason: "are not enabled"},
		{what: "another log group", change: ofTrail("Feeds", "Other"), status: NotCovered, count: 15, gap: GapTrail, reason: "sends its events to the log group other, and the filters are on trail."},
		{what: "no log group", change: ofTrail("Feeds", ""), status: NotCovered, count: 15, gap: GapTrail, reason: "sends its events to no log group, and the filters are on trail."},
		{what: "one Region", change: ofTrail("IsMultiRegionTrail", false), status: NotCovered, count: 15, gap: GapTrail, reason: "is of one Region only."},
		{what: "a trail that is off", change: ofTrail("IsLogging", false), status: NotCovered, count: 15, gap: GapTrail, reason: "is switched off."},
		{what: "no management events", change: ofTrail("EventSelectors", []any{m{"IncludeManagementEvents": false}}), status: NotCovered, count: 15, gap: GapTrail, reason: "excludes events of the rule by its selectors."},
		{what: "writes only", change: ofTrail("EventSelectors", []any{m{"ReadWriteType": "WriteOnly"}}), status: NotCovered, count: 2, gap: GapTrail, reason: "excludes events of the rule by its selectors."},
		{what: "reads only", change: ofTrail("EventSelectors", []any{m{"ReadWriteType": "ReadOnly"}}), status: NotCovered, count: 15, gap: GapTrail, reason: "excludes events of the rule by its selectors."},
		{what: "no events of keys", change: ofTrail("EventSelectors", []any{m{"ExcludeManagementEventSources": []any{"kms.amazonaws.com"}}}), status: NotCovered, count: 2, gap: GapTrail, reason: "excludes events of the rule by its selectors."},
	} {
		d := deploymentOf(p.Rules)
		if c.change != nil {
			c.change(d)
		}
		for _, written := range []func() (string, map[string]any){d.template, d.terraform, d.plan} {
			name, content := written()
			text, err := json.MarshalIndent(content, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			f := languages.Read(source.Input{Name: name, Data: text}, languages.Options{})
			e := NewEstate([]*source.File{f})
			if len(e.Filters) != 15 || len(f.Problems) > 0 {
				t.Fatalf("%s in %s: %d filters", c.what, name, len(e.Filters))
			}
			all, err := e.Judge(p.Rules, Options{})
			if err != nil {
				t.Fatal(err)
			}
			count := 0
			for _, v := range all {
				if v.Status != c.status {
					continue
				}
				if count++; v.Gap != c.gap || !strings.Contains(strings.Join(v.Reasons, " "), c.reason) {
					t.Errorf("%s in %s: %s, gap %q, %q", c.what, name, v.Rule.Number, v.Gap, v.Reasons)
				}
			}
			if count != c.count {
				t.Errorf("%s in %s: %d are %s, want %d; %s is %s: %q", c.what, name, count, c.status, c.count, all[0].Rule.Number, all[0].Status, all[0].Reasons)
			}
			if name != "stack.json" {
				continue // the question of filters only is the same in each format
			}
			all, err = e.Judge(p.Rules, Options{FiltersOnly: true})
			if err != nil {
				t.Fatal(err)
			}
			if i := slices.IndexFunc(all, func(v *Verdict) bool { return v.Status != Covered }); i >= 0 {
				t.Errorf("%s in %s: %s is %s when only filters are asked for", c.what, name, all[i].Rule.Number, all[i].Status)
			}
		}
	}
}
