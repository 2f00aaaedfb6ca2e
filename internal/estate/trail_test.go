package estate_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/languages"
)

// trails are one trail beside the group it feeds, and another group, in each
// format that has trails.
var trails = map[string]string{
	"stack.yaml": `Resources:
  Group: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: trail, RetentionInDays: 7}}
  Other: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: other, RetentionInDays: 7}}
  Filter: {Type: "AWS::Logs::MetricFilter", Properties: {LogGroupName: !Ref Group, FilterPattern: "{ $.a = 1 }", MetricTransformations: []}}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties:
      TrailName: main
      IsLogging: true
      IsMultiRegionTrail: true
      CloudWatchLogsLogGroupArn: !GetAtt Group.Arn
      EventSelectors:
        - ReadWriteType: All
          IncludeManagementEvents: true
          ExcludeManagementEventSources: []
`,
	"main.tf": `resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = 7
}
resource "aws_cloudwatch_log_group" "other" { name = "other" }
resource "aws_cloudwatch_log_metric_filter" "x" {
  name           = "x"
  log_group_name = "trail"
  pattern        = "{ $.a = 1 }"
}
resource "aws_cloudtrail" "main" {
  name                       = "main"
  enable_logging             = true
  is_multi_region_trail      = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  event_selector {
    read_write_type                  = "All"
    include_management_events        = true
    exclude_management_event_sources = []
  }
}
`,
	"plan.json": `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{"resources":[
{"address":"aws_cloudwatch_log_group.trail","mode":"managed","type":"aws_cloudwatch_log_group","name":"trail","values":{"name":"trail","retention_in_days":7}},
{"address":"aws_cloudwatch_log_group.other","mode":"managed","type":"aws_cloudwatch_log_group","name":"other","values":{"name":"other","retention_in_days":7}},
{"address":"aws_cloudtrail.main","mode":"managed","type":"aws_cloudtrail","name":"main","values":{"name":"main","enable_logging":true,"is_multi_region_trail":true,"advanced_event_selector":[],"event_selector":[{"read_write_type":"All","include_management_events":true,"exclude_management_event_sources":[],"data_resource":[]}]}}]}},
"resource_changes":[{"address":"aws_cloudtrail.main","change":{"actions":["create"],"after_unknown":{"cloud_watch_logs_group_arn":true}}}],
"configuration":{"root_module":{"resources":[{"address":"aws_cloudtrail.main","mode":"managed","type":"aws_cloudtrail","name":"main","expressions":{"cloud_watch_logs_group_arn":{"references":["aws_cloudwatch_log_group.trail.arn","aws_cloudwatch_log_group.trail"]}}}]}}}`,
	"Pulumi.yaml": `name: x
runtime: yaml
resources:
  trail: {type: "aws:cloudwatch:LogGroup", properties: {name: trail, retentionInDays: 7}}
  other: {type: "aws:cloudwatch:LogGroup", properties: {name: other, retentionInDays: 7}}
  main:
    type: aws:cloudtrail:Trail
    properties:
      name: main
      enableLogging: true
      isMultiRegionTrail: true
      cloudWatchLogsGroupArn: "${trail.arn}:*"
      eventSelectors:
        - readWriteType: All
          includeManagementEvents: true
          excludeManagementEventSources: []
`,
}

func readTrails(t *testing.T, name, text string) *estate.Estate {
	t.Helper()
	f := languages.Read(source.Input{Name: name, Data: []byte(text)}, languages.Options{})
	for _, p := range f.Problems {
		t.Fatalf("%s: %s", name, p.Reason)
	}
	return estate.New([]*source.File{f})
}

// TestTrails changes the trail of each format: which log group it feeds, and
// which events it takes.
func TestTrails(t *testing.T) {
	type answers struct{ feeds, other, all, logging, reads, writes, keys analyze.Answer }
	const yes, no, unknown = analyze.Yes, analyze.No, analyze.Unknown
	good := answers{yes, no, yes, yes, yes, yes, yes}
	with := func(change func(*answers)) answers {
		a := good
		change(&a)
		return a
	}
	for _, c := range []struct {
		what, file string
		changes    []string
		want       answers
	}{
		{"as it is", "stack.yaml", nil, good},
		{"as it is", "main.tf", nil, good},
		{"as it is", "plan.json", nil, good},
		{"as it is", "Pulumi.yaml", nil, good},
		{"another group", "stack.yaml", []string{"!GetAtt Group.Arn", "!GetAtt Other.Arn"}, with(func(a *answers) { a.feeds, a.other = no, yes })},
		{"another group", "main.tf", []string{"log_group.trail.arn", "log_group.other.arn"}, with(func(a *answers) { a.feeds, a.other = no, yes })},
		{"another group", "plan.json", []string{`"aws_cloudwatch_log_group.trail.arn","aws_cloudwatch_log_group.trail"`, `"aws_cloudwatch_log_group.other.arn","aws_cloudwatch_log_group.other"`}, with(func(a *answers) { a.feeds, a.other = no, yes })},
		{"another group", "Pulumi.yaml", []string{"${trail.arn}", "${other.arn}"}, with(func(a *answers) { a.feeds, a.other = no, yes })},
		{"by name", "stack.yaml", []string{"!GetAtt Group.Arn", `!Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:trail:*"`}, good},
		{"by its name in an ARN", "stack.yaml", []string{"!GetAtt Group.Arn", `!Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*"`}, good},
		{"by name", "main.tf", []string{"${aws_cloudwatch_log_group.trail.arn}", "arn:aws:logs:eu-west-1:111122223333:log-group:trail"}, good},
		{"without the streams", "main.tf", []string{`"${aws_cloudwatch_log_group.trail.arn}:*"`, "aws_cloudwatch_log_group.trail.arn"}, good},
		{"one that is in no file", "main.tf", []string{"${aws_cloudwatch_log_group.trail.arn}", "arn:aws:logs:eu-west-1:111122223333:log-group:third"}, with(func(a *answers) { a.feeds = no })},
		{"not known", "main.tf", []string{"${aws_cloudwatch_log_group.trail.arn}", "${var.arn}"}, with(func(a *answers) { a.feeds, a.other = unknown, unknown })},
		{"not known", "stack.yaml", []string{"!GetAtt Group.Arn", "!Ref Arn"}, with(func(a *answers) { a.feeds, a.other = unknown, unknown })},
		{"none", "stack.yaml", []string{"      CloudWatchLogsLogGroupArn: !GetAtt Group.Arn\n", ""}, with(func(a *answers) { a.feeds = no })},
		{"none", "main.tf", []string{`"${aws_cloudwatch_log_group.trail.arn}:*"`, `""`}, with(func(a *answers) { a.feeds = no })},
		{"one Region", "stack.yaml", []string{"      IsMultiRegionTrail: true\n", ""}, with(func(a *answers) { a.all = no })},
		{"one Region", "main.tf", []string{"is_multi_region_trail      = true", "is_multi_region_trail = false"}, with(func(a *answers) { a.all = no })},
		{"one Region", "plan.json", []string{`"is_multi_region_trail":true`, `"is_multi_region_trail":false`}, with(func(a *answers) { a.all = no })},
		{"perhaps one Region", "main.tf", []string{"is_multi_region_trail      = true", "is_multi_region_trail = var.all"}, with(func(a *answers) { a.all = unknown })},
		{"off", "stack.yaml", []string{"IsLogging: true", "IsLogging: 'false'"}, with(func(a *answers) { a.logging = no })},
		{"off", "main.tf", []string{"enable_logging             = true", "enable_logging = false"}, with(func(a *answers) { a.logging = no })},
		{"writes only", "stack.yaml", []string{"ReadWriteType: All", "ReadWriteType: WriteOnly"}, with(func(a *answers) { a.reads = no })},
		{"writes only", "main.tf", []string{`"All"`, `"WriteOnly"`}, with(func(a *answers) { a.reads = no })},
		{"reads only", "plan.json", []string{`"All"`, `"ReadOnly"`}, with(func(a *answers) { a.writes, a.keys = no, no })},
		{"writes only", "Pulumi.yaml", []string{"readWriteType: All", "readWriteType: WriteOnly"}, with(func(a *answers) { a.reads = no })},
		{"perhaps writes only", "main.tf", []string{`"All"`, `var.type`}, with(func(a *answers) { a.reads, a.writes, a.keys = unknown, unknown, unknown })},
		{"no management events", "stack.yaml", []string{"IncludeManagementEvents: true", "IncludeManagementEvents: false"}, with(func(a *answers) { a.reads, a.writes, a.keys = no, no, no })},
		{"no management events", "main.tf", []string{"include_management_events        = true", "include_management_events = false"}, with(func(a *answers) { a.reads, a.writes, a.keys = no, no, no })},
		{"without keys", "stack.yaml", []string{"ExcludeManagementEventSources: []", "ExcludeManagementEventSources: [kms.amazonaws.com]"}, with(func(a *answers) { a.keys = no })},
		{"without keys", "main.tf", []string{"exclude_management_event_sources = []", `exclude_management_event_sources = ["kms.amazonaws.com"]`}, with(func(a *answers) { a.keys = no })},
		{"a second selector takes them", "stack.yaml", []string{"ReadWriteType: All", "ReadWriteType: WriteOnly\n        - ReadWriteType: All"}, good},
		{"fields", "stack.yaml", []string{"EventSelectors:", "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}, {Field: readOnly, Equals: ['false']}]}]\n      Unused:"}, with(func(a *answers) { a.reads = no })},
		{"fields of all", "stack.yaml", []string{"EventSelectors:", "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}]}]\n      Unused:"}, good},
		{"fields without keys", "stack.yaml", []string{"EventSelectors:", "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}, {Field: eventSource, NotEquals: [kms.amazonaws.com]}]}]\n      Unused:"}, with(func(a *answers) { a.keys = no })},
		{"fields of data", "stack.yaml", []string{"EventSelectors:", "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Data]}, {Field: resources.type, Equals: ['AWS::S3::Object']}]}]\n      Unused:"}, with(func(a *answers) { a.reads, a.writes, a.keys = no, no, no })},
		{"fields of somebody", "stack.yaml", []string{"EventSelectors:", "AdvancedEventSelectors: [{FieldSelectors: [{Field: eventCategory, Equals: [Management]}, {Field: userIdentity.arn, NotStartsWith: ['arn:']}]}]\n      Unused:"}, with(func(a *answers) { a.reads, a.writes, a.keys = unknown, unknown, unknown })},
		{"fields", "main.tf", []string{"event_selector {\n    read_write_type                  = \"All\"\n    include_management_events        = true\n    exclude_management_event_sources = []", "advanced_event_selector {\n    field_selector {\n      field  = \"eventCategory\"\n      equals = [\"Management\"]\n    }\n    field_selector {\n      field       = \"eventSource\"\n      not_starts_with = [\"kms\"]\n    }"}, with(func(a *answers) { a.keys = no })},
	} {
		text := strings.NewReplacer(c.changes...).Replace(trails[c.file])
		if text == trails[c.file] && len(c.changes) > 0 {
			t.Fatalf("%s in %s changes nothing", c.what, c.file)
		}
		e := readTrails(t, c.file, text)
		if len(e.Trails) != 1 || e.Trails[0].Name != "main" {
			t.Errorf("%s: %d trails", c.file, len(e.Trails))
			continue
		}
		one := e.Trails[0]
		groups := map[string]*estate.Group{}
		for _, g := range e.Groups {
			groups[g.Name] = g
		}
		got := answers{one.Feeds(groups["trail"]), one.Feeds(groups["other"]), one.AllRegions(), one.Logging(),
			one.Takes(management(t, "ec2.amazonaws.com", true)), one.Takes(management(t, "ec2.amazonaws.com", false)), one.Takes(management(t, "kms.amazonaws.com", false))}
		if got != c.want {
			t.Errorf("%s in %s: %v, want %v", c.what, c.file, got, c.want)
		}
	}
}

func management(t *testing.T, service string, reads bool) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"eventSource": service, "eventName": "X", "readOnly": reads, "managementEvent": true, "eventCategory": "Management", "userIdentity": map[string]any{"arn": "arn:aws:iam::111122223333:root"}})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
