package terraform

import (
	"slices"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// knownModule is a module of a registry or a repository whose arguments are those
// of one of our requests.
type knownModule struct {
	folder string // of the module in its repository
	shape  source.ResourceType
}

// knownModules are the modules of terraform-aws-cloudwatch, wherever it is kept.
// Source: https://registry.terraform.io/modules/terraform-aws-modules/cloudwatch/aws.
var knownModules = sync.OnceValue(func() []knownModule {
	metric := source.LogsType("PutMetricFilter",
		source.Named(source.AsIs, "log_group_name=logGroupName").Required(),
		source.Named(source.AsIs, "name=filterName").Required(),
		source.Named(source.AsTrimmed, "pattern=filterPattern"),
		source.Block(source.AsBlocks, "transformation=metricTransformations",
			source.Named(source.AsIs, "metric_transformation_name=metricName").Required(),
			source.Named(source.AsIs, "metric_transformation_namespace=metricNamespace").Required(),
			source.Named(source.AsIs, "metric_transformation_value=metricValue"),
			source.Named(source.AsNumberGiven, "metric_transformation_default_value=defaultValue"),
			source.Named(source.AsGiven, "metric_transformation_unit=unit"),
			source.Named(source.AsMap, "metric_transformation_dimensions=dimensions"),
		),
	)
	subscription := source.LogsType("PutSubscriptionFilter",
		source.Named(source.AsIs, "log_group_name=logGroupName"),
		source.Named(source.AsIs, "name=filterName"),
		source.Named(source.AsIs, "filter_pattern=filterPattern"),
		source.Named(source.AsIs, "destination_arn=destinationArn"),
		source.Named(source.AsGiven, "role_arn=roleArn"),
		source.Named(source.AsGiven, "distribution"),
	)
	group := source.LogsType("CreateLogGroup", source.Named(source.AsIs, "name=logGroupName").Generated(), source.Named(source.AsGiven, "kms_key_id=kmsKeyId"))
	group.More = []source.ResourceType{source.LogsType("PutRetentionPolicy", source.Named(source.AsIs, "name=logGroupName").Generated(), source.Named(source.AsNumber, "retention_in_days=retentionInDays"))}
	return []knownModule{
		{"modules/log-metric-filter", metric},
		{"modules/log-subscription-filter", subscription},
		{"modules/log-group", group},
	}
})

// remote are the requests of a module that is not in the repository: those of a
// known one, or else the patterns that arguments hold which are named so.
func (m *tfModule) remote(e *tfEval, c *tfModuleCall) (out []*source.Resource) {
	shape, known := moduleShape(c.source)
	e.at = c.block.at
	for _, inst := range m.instances(e, c.block) {
		body := &source.Value{Kind: source.Map, Span: c.block.body}
		e.doubting(c.block, inst, func() {
			for name, n := range c.args {
				body.SetMember(&source.Member{Name: name, Key: c.keys[name], Value: n.eval(e, inst.scope)})
			}
		})
		slices.SortFunc(body.Members, func(a, b *source.Member) int { return a.Key.Start - b.Key.Start })
		body = e.bounded(body)
		var made []*source.Resource
		address := m.prefix + "module." + c.block.name + inst.key
		if known {
			made = shape.Requests(withTransformation(body), c.block.at, false)
		} else {
			made = namedPatterns(body, address, suggestsLogs(c.source) || suggestsLogs(c.block.name))
		}
		for _, r := range made {
			if r.Address == "" {
				r.Address, r.Type, r.At, r.Body = address, "module", c.block.at, c.block.body
			}
			r.Conditional, r.Provider = inst.conditional, joinProviders(m.provider, c.block.provider)
			out = append(out, r)
		}
	}
	return out
}

// moduleShape is what a known module stands for.
func moduleShape(from string) (source.ResourceType, bool) {
	from, _, _ = strings.Cut(from, "?")
	if strings.Contains(from, "terraform-aws-cloudwatch") || strings.Contains(from, "/cloudwatch/aws") {
		for _, k := range knownModules() {
			if strings.HasSuffix(from, "//"+k.folder) {
				return k.shape, true
			}
		}
	}
	return source.ResourceType{}, false
}

// withTransformation puts the arguments about the metric into a block, as the
// resource has them. A module that is not told to makes a value of 1.
func withTransformation(body *source.Value) *source.Value {
	out := &source.Value{Kind: source.Map, Span: body.Span}
	block := &source.Value{Kind: source.Map, Span: body.Span}
	for _, m := range body.Members {
		if strings.HasPrefix(m.Name, "metric_transformation_") {
			block.Members = append(block.Members, m)
		} else {
			out.Members = append(out.Members, m)
		}
	}
	if len(block.Members) > 0 {
		if block.Get("metric_transformation_value") == nil {
			one := &source.Value{Kind: source.String, Span: body.Span, Text: document.UnitText("1", body.Span)}
			block.Members = append(block.Members, &source.Member{Name: "metric_transformation_value", Key: body.Span, Value: one})
		}
		list := &source.Value{Kind: source.List, Span: body.Span, Items: []*source.Value{block}}
		out.Members = append(out.Members, &source.Member{Name: "transformation", Key: body.Span, Value: list})
	}
	return out
}

// suggestsLogs reports whether a name tells of what watches logs.
func suggestsLogs(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"cloudwatch", "metric", "log", "alarm", "cloudtrail", "cis"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// namedPatterns are the texts in arguments that are named like filter patterns:
// filter_pattern anywhere, and pattern beside what belongs to a metric or a log
// group. about is set where all is about logs.
func namedPatterns(v *source.Value, address string, about bool) (out []*source.Resource) {
	switch v.Kind {
	case source.List:
		for _, item := range v.Items {
			out = append(out, namedPatterns(item, address, about)...)
		}
	case source.Map:
		beside := false
		for _, m := range v.Members {
			plain := strings.ReplaceAll(strings.ToLower(m.Name), "_", "")
			beside = beside || strings.Contains(plain, "loggroup") || strings.HasPrefix(plain, "metric") || plain == "namespace" || plain == "dimensions"
		}
		for _, m := range v.Members {
			named := isPatternName(m.Name) || m.Name == "pattern" && (beside || about || m.Value.Kind == source.String && selects(m.Value.Text.Decoded))
			if named && m.Value.Kind == source.String && !isEventPattern(m.Value) {
				body := document.Span{Start: min(m.Key.Start, m.Value.Span.Start), End: max(m.Key.End, m.Value.Span.End)}
				out = append(out, source.PatternOnly(address+"."+m.Name, m.Name, m.Key, body, &source.Member{Name: "filterPattern", Key: m.Key, Value: m.Value}))
				continue
			}
			out = append(out, namedPatterns(m.Value, address+"."+m.Name, about || beside)...)
		}
	}
	return out
}

// selects reports whether a text starts as a JSON pattern does: { $.a.
func selects(text string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "{")
	rest = strings.TrimLeft(rest, " \t\r\n(!")
	return ok && (strings.HasPrefix(rest, "$.") || strings.HasPrefix(rest, "$["))
}

// isEventPattern reports whether a text is an event pattern of EventBridge, or a
// regular expression, which are called patterns, too.
func isEventPattern(v *source.Value) bool {
	text := v.Text.Decoded
	rest, object := strings.CutPrefix(text, "{")
	rest = strings.TrimLeft(rest, " \t\r\n")
	return object && (strings.HasPrefix(rest, `"`) || strings.HasPrefix(rest, "}")) || strings.HasPrefix(text, "^") || strings.HasSuffix(text, "$") || strings.Contains(text, `\d`) || strings.Contains(text, ".*")
}
