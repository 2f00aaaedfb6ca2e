package schemagen

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/constraint"
	"github.com/logsieve/logsieve/internal/quota"
)

// overlayEntry adds to a shape, or to one member of a shape, what the model
// leaves out. Every entry states its source; a keyword that restricts names
// the rule it comes from.
type overlayEntry struct {
	service    string   // "" is logs
	profiles   []string // nil means all
	operations []string // nil means all
	responses  bool     // also in responses; else requests only
	shape      string
	member     string // "" changes the shape itself
	rule       string
	source     string
	apply      func(s *schema) (keyword string)
}

// overlay is what documentation and recordings add to the models.
var overlay = []overlayEntry{
	{
		shape: "PutRetentionPolicyRequest", member: "retentionInDays", rule: "L30", profiles: []string{"latest"},
		source: "API reference, PutRetentionPolicy, retentionInDays",
		apply:  days("1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827", "2192", "2557", "2922", "3288", "3653"),
	},
	{
		shape: "PutRetentionPolicyRequest", member: "retentionInDays", rule: "L30", profiles: []string{"2018"},
		source: "boto3 1.9.42, put_retention_policy",
		apply:  days("1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1827", "3653"),
	},
	{
		shape: "Dimensions", rule: "L33",
		source: "API reference, MetricTransformation, dimensions",
		apply: func(s *schema) string {
			s.MaxProperties = number(strconv.Itoa(quota.Dimensions))
			return "maxProperties"
		},
	},
	{
		shape: "EntityKeyAttributesKey", rule: "L18",
		source: "API reference, Entity, keyAttributes",
		apply:  values("Type", "ResourceType", "Identifier", "Name", "Environment"),
	},
	{
		shape: "PutResourcePolicyRequest", rule: "L47", profiles: []string{"2018"},
		source: "boto3 1.9.42, put_resource_policy",
		apply:  required("policyName", "policyDocument"),
	},
	{
		shape: "PutResourcePolicyRequest", rule: "L47", profiles: []string{"latest"},
		source: "API reference, PutResourcePolicy, policyDocument",
		apply:  required("policyDocument"),
	},
	{
		shape: "DeleteResourcePolicyRequest", rule: "L51", profiles: []string{"2018"},
		source: "boto3 1.9.42, delete_resource_policy",
		apply:  required("policyName"),
	},
	{
		shape: "OutputFormat", responses: true,
		source: "recorded: PutDeliveryDestination with outputFormat foobar",
		apply: func(s *schema) string {
			s.annotate().EnumOrder = []string{"w3c", "raw", "json", "plain", "parquet"}
			return ""
		},
	},
	{
		shape: "StandardUnit", responses: true, profiles: []string{"latest"},
		source: "recorded: PutMetricFilter with the unit Widgets (stackd, 2026-09-14)",
		apply: func(s *schema) string {
			s.annotate().EnumOrder = constraint.PrintedUnits()
			return ""
		},
	},
	{
		// The model allows 24 characters a part; the service answered to 33, and
		// prints no other pattern.
		shape: "LogGroupNameRegexPattern", responses: true, profiles: []string{"latest"},
		source: "recorded: ListLogGroups with a pattern of 34 characters (stackd, 2026-09)",
		apply: func(s *schema) string {
			s.Pattern = strings.ReplaceAll(s.Pattern, "{3,24}", "{3,}")
			return ""
		},
	},
	{
		shape: "MetricTransformation", responses: true, profiles: []string{"latest"},
		source: "recorded: PutMetricFilter with two transformations",
		apply: func(s *schema) string {
			s.annotate().PrintOrder = []string{"metricName", "metricNamespace", "metricValue", "defaultValue", "unit", "dimensions"}
			return ""
		},
	},
	{
		// The model forbids the colon, too; the service takes it. What it prints
		// when it refuses * or $ is not known to be another pattern.
		shape: "MetricNamespace", responses: true, profiles: []string{"latest"},
		source: "recorded: LocalStack, test_put_metric_filter_with_special_namespace",
		apply: func(s *schema) string {
			s.Pattern = "^(?:[^*$]*)$"
			return ""
		},
	},
	{
		shape: "FilterPattern", source: "the shape's name",
		apply: func(s *schema) string {
			s.annotate().FilterPattern = true
			return ""
		},
	},
	{
		shape: "CreateExportTaskRequest", member: "from",
		source: "botocore, handlers.py, parameter alias of logs.CreateExportTask.from",
		apply: func(s *schema) string {
			s.annotate().Alias = "fromTime"
			return ""
		},
	},
	{
		service: "cloudfront", shape: "CreateRealtimeLogConfigRequest", member: "SamplingRate", rule: "C01",
		source: "boto3, create_realtime_log_config, SamplingRate", apply: samplingRate,
	},
	{
		service: "cloudfront", shape: "UpdateRealtimeLogConfigRequest", member: "SamplingRate", rule: "C01",
		source: "boto3, update_realtime_log_config, SamplingRate", apply: samplingRate,
	},
	{
		service: "cloudfront", shape: "EndPoint", member: "StreamType", rule: "C02",
		source: "boto3, create_realtime_log_config, StreamType", apply: values("Kinesis"),
	},
	{
		service: "cloudfront", shape: "EndPointList", rule: "C03",
		source: "CloudFormation, AWS::CloudFront::RealtimeLogConfig, EndPoints", apply: notEmpty,
	},
	{
		service: "cloudfront", shape: "FieldList", rule: "C05",
		source: "CloudFormation, AWS::CloudFront::RealtimeLogConfig, Fields", apply: notEmpty,
	},
}

// days restricts an integer to the given values.
func days(values ...string) func(*schema) string {
	return func(s *schema) string {
		for _, v := range values {
			s.Enum = append(s.Enum, json.Number(v))
		}
		return "enum"
	}
}

func values(values ...string) func(*schema) string {
	return func(s *schema) string {
		for _, v := range values {
			s.Enum = append(s.Enum, v)
		}
		return "enum"
	}
}

func required(names ...string) func(*schema) string {
	return func(s *schema) string {
		s.Required = append(slices.Clone(s.Required), names...)
		return "required"
	}
}

func samplingRate(s *schema) string {
	s.Minimum, s.Maximum = number("1"), number("100")
	return "minimum"
}

func notEmpty(s *schema) string {
	s.MinItems = number("1")
	return "minItems"
}

// overlay applies the entries for one operation to its definitions.
func (g *generator) overlay(operation, direction string, defs map[string]*schema) {
	for _, e := range overlay {
		service := e.service
		if service == "" {
			service = "logs"
		}
		s := defs[e.shape]
		if s == nil || service != g.service ||
			direction == "response" && !e.responses ||
			e.profiles != nil && !slices.Contains(e.profiles, g.profile) ||
			e.operations != nil && !slices.Contains(e.operations, operation) {
			continue
		}
		if e.member != "" {
			m, ok := s.Properties.get(e.member)
			if !ok {
				continue
			}
			s = m
		}
		keyword := e.apply(s)
		if keyword == "" {
			continue
		}
		a := s.annotate()
		a.Rules = append(a.Rules, entry[string]{keyword, e.rule})
		if keyword == "minimum" {
			a.Rules = append(a.Rules, entry[string]{"maximum", e.rule})
		}
	}
}
