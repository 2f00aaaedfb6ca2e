package source

import (
	"slices"
	"strings"
)

// isPulumi reports whether a document is a program in Pulumi YAML.
func (f *File) isPulumi(root *node) bool {
	resources := root.get("resources")
	return resources != nil && slices.ContainsFunc(resources.members, func(m nodeMember) bool { return strings.Contains(f.str(m.value.get("type")), ":") })
}

// pulumiShape is the mapping of a type of the AWS provider, which has the
// attributes of Terraform in camel case and blocks that stand once as objects.
func pulumiShape(kind string) (tfShape, bool) {
	parts := strings.Split(kind, ":")
	if len(parts) != 3 || parts[0] != "aws" {
		return tfShape{}, false
	}
	module, _, _ := strings.Cut(parts[1], "/")
	types := map[string]string{
		"cloudwatch:LogMetricFilter":              "aws_cloudwatch_log_metric_filter",
		"cloudwatch:LogSubscriptionFilter":        "aws_cloudwatch_log_subscription_filter",
		"cloudwatch:LogGroup":                     "aws_cloudwatch_log_group",
		"cloudwatch:LogStream":                    "aws_cloudwatch_log_stream",
		"cloudwatch:LogDestination":               "aws_cloudwatch_log_destination",
		"cloudwatch:LogDestinationPolicy":         "aws_cloudwatch_log_destination_policy",
		"cloudwatch:LogResourcePolicy":            "aws_cloudwatch_log_resource_policy",
		"cloudwatch:LogAccountPolicy":             "aws_cloudwatch_log_account_policy",
		"cloudwatch:LogDataProtectionPolicy":      "aws_cloudwatch_log_data_protection_policy",
		"cloudwatch:LogIndexPolicy":               "aws_cloudwatch_log_index_policy",
		"cloudwatch:LogTransformer":               "aws_cloudwatch_log_transformer",
		"cloudwatch:LogAnomalyDetector":           "aws_cloudwatch_log_anomaly_detector",
		"cloudwatch:LogDeliverySource":            "aws_cloudwatch_log_delivery_source",
		"cloudwatch:LogDeliveryDestination":       "aws_cloudwatch_log_delivery_destination",
		"cloudwatch:LogDeliveryDestinationPolicy": "aws_cloudwatch_log_delivery_destination_policy",
		"cloudwatch:QueryDefinition":              "aws_cloudwatch_query_definition",
		"cloudwatch:MetricAlarm":                  "aws_cloudwatch_metric_alarm",
		"cloudfront:RealtimeLogConfig":            "aws_cloudfront_realtime_log_config",
		"appfabric:IngestionDestination":          "aws_appfabric_ingestion_destination",
	}
	shape, ok := terraformShape(types[module+":"+parts[2]])
	if !ok {
		return tfShape{}, false
	}
	shape.members = camelMembers(shape.members)
	for i, m := range shape.members {
		switch {
		case shape.operation.Name == "PutSubscriptionFilter" && m.from == "logGroupName":
			shape.members[i].from = "logGroup"
		case shape.operation.Name == "PutMetricAlarm" && m.from == "alarmName":
			shape.members[i].from = "name"
		}
	}
	for i := range shape.more {
		shape.more[i].members = camelMembers(shape.more[i].members)
	}
	return shape, true
}

// camelMembers names arguments as Pulumi does. Lists of blocks have plural
// names where they may have several.
func camelMembers(members []tfMember) []tfMember {
	out := slices.Clone(members)
	for i, m := range out {
		out[i].from = optionMember(strings.ReplaceAll(m.from, "_", "-"))
		switch m.from {
		case "metric_query":
			out[i].from = "metricQueries"
		case "transformer_config":
			out[i].from = "transformerConfigs"
		}
		out[i].members = camelMembers(m.members)
	}
	return out
}

// readPulumi reads a program in YAML: ${name.property} are holes, and may name
// another resource.
func (f *File) readPulumi(root *node) {
	f.Format = Pulumi
	p := &pulumi{f: f, resources: root.get("resources"), variables: root.get("variables")}
	for _, m := range p.resources.members {
		kind := f.str(m.value.get("type"))
		shape, ok := pulumiShape(kind)
		if !ok {
			continue
		}
		p.refs = nil
		body := Span{Start: m.key.Start, End: max(m.key.End, m.value.whole.End)}
		input := &Value{Kind: Map, Span: m.value.whole}
		if properties := m.value.get("properties"); properties != nil {
			input = p.value(properties)
		}
		if input.Kind != Map {
			continue
		}
		for _, r := range pulumiRequests(shape, input, tfPlace{m.key, body}) {
			r.Address, r.Type, r.At, r.Body, r.References = "resources."+m.name, kind, m.key, body, withoutRepeats(p.refs)
			f.Resources = append(f.Resources, r)
		}
	}
}

// pulumiRequests are the requests of a resource. Names that the program leaves
// out are made of the resource's name and a random part.
func pulumiRequests(shape tfShape, input *Value, place tfPlace) []*Resource {
	var out []*Resource
	for _, r := range shape.requests(input, place, false) {
		for _, m := range shape.members {
			if m.from == "name" && r.Operation == shape.operation && r.Input.Kind == Map && r.Input.Get(m.to) == nil {
				r.Input.Members = append(r.Input.Members, &Member{Name: m.to, Key: place.at, Value: &Value{Kind: Unknown, Span: place.at, What: "a generated name"}})
			}
		}
		out = append(out, r)
	}
	return out
}

// pulumi evaluates values of a program.
type pulumi struct {
	f                    *File
	resources, variables *node
	steps                int
	refs                 []string
}

func (p *pulumi) value(n *node) *Value {
	if p.steps++; p.steps > maxSteps {
		return &Value{Kind: Unknown, Span: n.whole}
	}
	switch n.kind {
	case List:
		out := &Value{Kind: List, Span: n.whole}
		for _, item := range n.items {
			out.Items = append(out.Items, p.value(item))
		}
		return out
	case Map:
		if m, ok := n.only(); ok && strings.HasPrefix(strings.ToLower(m.name), "fn::") {
			return p.call(m, n)
		}
		out := &Value{Kind: Map, Span: n.whole}
		for i, m := range n.members {
			if !overwritten(n.members, i) {
				out.Members = append(out.Members, &Member{Name: m.name, Key: m.key, Value: p.value(m.value)})
			}
		}
		return out
	}
	v := p.f.scalar(n)
	if v.Kind == String && strings.Contains(v.Text.Decoded, openSub) {
		v.Text = p.expand(v.Text)
		if v.Text.Decoded == "" && len(v.Text.Holes) == 1 {
			h := v.Text.Holes[0]
			return &Value{Kind: Unknown, Span: v.Span, What: h.What, Ref: h.Ref}
		}
	}
	return v
}

func (p *pulumi) call(m nodeMember, whole *node) *Value {
	if strings.EqualFold(m.name, "fn::toJSON") {
		if text := (&tfEval{}).encodeJSON(p.value(m.value), 0); text != nil {
			return &Value{Kind: String, Span: whole.whole, Text: text}
		}
	} else {
		p.value(m.value) // for what it names
	}
	return &Value{Kind: Unknown, Span: whole.whole, What: p.f.raw(whole)}
}

// expand puts holes where ${} stands; $${ is ${.
func (p *pulumi) expand(text *Text) *Text {
	s := text.Decoded
	out := NewText(text.Style)
	done := 0
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "$"+openSub):
			out.appendRange(text, done, i)
			done, i = i+1, i+3
			out.Style = Mixed
		case strings.HasPrefix(s[i:], openSub):
			end := closingBrace(s, i+len(openSub))
			if end < 0 {
				i++
				continue
			}
			out.appendRange(text, done, i)
			p.put(out, s[i+len(openSub):end], text.Span(i, end+1))
			i = end + 1
			done = i
		default:
			i++
		}
		if out.cost() > maxText {
			break
		}
	}
	out.appendRange(text, done, len(s))
	out.Anchor(text.Span(0, 0).Start)
	return out
}

// put adds what ${path} stands for: a variable that is a text, else a hole.
func (p *pulumi) put(out *Text, path string, at Span) {
	name := path
	if i := strings.IndexAny(path, ".["); i >= 0 {
		name = path[:i]
	}
	if v := p.variables.get(name); v != nil && name == path && v.kind == String {
		if text := p.f.scalar(v).asText(); text != nil && !strings.Contains(text.Decoded, openSub) {
			out.AppendText(text.relocate(at))
			out.Style = Mixed
			return
		}
	}
	ref := ""
	if p.resources.get(name) != nil {
		ref = "resources." + name
		p.refs = append(p.refs, ref)
	}
	out.AppendHole(openSub+oneLine(path)+"}", ref, at)
}
