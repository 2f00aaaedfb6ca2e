// Package kubernetes reads the resources of Kubernetes that stand for ours:
// those of Crossplane's AWS providers (https://marketplace.upbound.io/providers/upbound/provider-aws-cloudwatchlogs),
// by themselves and in compositions, and those of AWS Controllers for Kubernetes
// (https://aws-controllers-k8s.github.io/community/reference/cloudwatchlogs/v1alpha1/loggroup/).
package kubernetes

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/awsprovider"
)

// IsManifest reports whether a document is a resource of Kubernetes.
func IsManifest(root *document.Node) bool {
	return root.Get("apiVersion") != nil && root.Get("kind") != nil
}

// Read reads a manifest.
func Read(f *source.Reader, root *document.Node) {
	r := &reader{f, source.NewLiteral(f)}
	r.manifest(root, "", 0)
}

type reader struct {
	f       *source.Reader
	literal interface {
		Rendered(*document.Node) *source.Value
	}
}

// maxDepth bounds lists and compositions in each other.
const maxDepth = 5

func (r *reader) manifest(n *document.Node, prefix string, depth int) {
	if depth > maxDepth || n == nil || n.Kind != document.Mapping {
		return
	}
	version, kind := r.f.Str(n.Get("apiVersion")), r.f.Str(n.Get("kind"))
	group, _, _ := strings.Cut(version, "/")
	switch {
	case group == "cloudwatchlogs.services.k8s.aws":
		r.controller(n, kind, prefix)
	case strings.HasPrefix(group, "cloudwatchlogs.aws.") || strings.HasPrefix(group, "cloudwatch.aws."):
		r.provider(n, kind, prefix)
	case kind == "List":
		for i, item := range n.Get("items").Elements() {
			r.manifest(item, fmt.Sprintf("%sitems[%d].", prefix, i), depth+1)
		}
	case kind == "Composition":
		spec := n.Get("spec")
		r.composed(spec.Get("resources"), prefix+"spec.", depth)
		for i, step := range spec.Get("pipeline").Elements() {
			r.composed(step.Get("input").Get("resources"), fmt.Sprintf("%sspec.pipeline[%d].input.", prefix, i), depth)
		}
	}
}

func (r *reader) composed(list *document.Node, prefix string, depth int) {
	for i, item := range list.Elements() {
		before := len(r.f.Resources)
		r.manifest(item.Get("base"), fmt.Sprintf("%sresources[%d].base.", prefix, i), depth+1)
		for _, made := range r.f.Resources[before:] {
			r.patched(made, item.Get("patches"))
		}
	}
}

// patched forgets what a composition puts in: the members that are patched are
// not known, whatever stands there.
func (r *reader) patched(made *source.Resource, patches *document.Node) {
	if patches == nil {
		return
	}
	made.Conditional = true
	const field = "spec.forProvider."
	for _, p := range patches.Items {
		path, ok := strings.CutPrefix(r.f.Str(p.Get("toFieldPath")), field)
		if !ok {
			if path, ok = strings.CutPrefix(r.f.Str(p.Get("fromFieldPath")), field); !ok || p.Get("toFieldPath") != nil {
				continue
			}
		}
		path, _, _ = strings.Cut(path, ".")
		path, _, _ = strings.Cut(path, "[")
		shape, _ := providerType(made.Type)
		for _, of := range append([]source.ResourceType{shape}, shape.More...) {
			for _, a := range of.Arguments {
				if of.Operation == made.Operation && a.From == snakeCase(path) && made.Input.Kind == source.Map {
					made.Input.SetMember(&source.Member{Name: a.To, Key: made.At, Value: &source.Value{Kind: source.Unknown, Span: made.At, What: r.f.Raw(p)}})
				}
			}
		}
	}
}

// providerType is the mapping of a kind of Crossplane, whose arguments are those
// of Terraform.
func providerType(kind string) (source.ResourceType, bool) {
	switch kind {
	case "MetricFilter", "SubscriptionFilter", "Stream", "Destination", "ResourcePolicy":
		return awsprovider.Type("aws_cloudwatch_log" + snakeCase(kind))
	case "Group", "LogGroup":
		return awsprovider.Type("aws_cloudwatch_log_group")
	case "MetricAlarm":
		return awsprovider.Type("aws_cloudwatch_metric_alarm")
	}
	return source.ResourceType{}, false
}

// snakeCase is a name as Terraform spells it: logGroupName is log_group_name.
func snakeCase(name string) string {
	var b strings.Builder
	for _, c := range name {
		if 'A' <= c && c <= 'Z' {
			b.WriteByte('_')
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// arguments gives the members of a body the names of Terraform, those of blocks
// in it, too; keys that users choose stay.
func arguments(v *source.Value) *source.Value {
	if v.Kind != source.List && v.Kind != source.Map {
		return v
	}
	out := &source.Value{Kind: v.Kind, Span: v.Span}
	for _, item := range v.Items {
		out.Items = append(out.Items, arguments(item))
	}
	for _, m := range v.Members {
		value := m.Value
		if m.Name != "dimensions" && m.Name != "tags" {
			value = arguments(value)
		}
		out.Members = append(out.Members, &source.Member{Name: snakeCase(m.Name), Key: m.Key, Value: value})
	}
	return out
}

// provider reads a resource of Crossplane. Its name is that of the manifest
// where it has none of its own, and a reference or a selector stands for a
// member.
func (r *reader) provider(n *document.Node, kind, prefix string) {
	shape, ok := providerType(kind)
	spec := n.Get("spec").Get("forProvider")
	if !ok || spec == nil || spec.Kind != document.Mapping {
		return
	}
	body := r.literal.Rendered(spec)
	if body.Kind != source.Map {
		return
	}
	for _, m := range body.Members {
		for _, suffix := range []string{"Ref", "Selector"} {
			if name, ok := strings.CutSuffix(m.Name, suffix); ok && body.Get(name) == nil {
				body.SetMember(&source.Member{Name: name, Key: m.Key, Value: &source.Value{Kind: source.Unknown, Span: m.Key, What: m.Name}})
			}
		}
	}
	at := r.name(n)
	if body.Get("name") == nil {
		body.SetMember(&source.Member{Name: "name", Key: at, Value: &source.Value{Kind: source.Unknown, Span: at, What: "the name of the resource"}})
	}
	r.add(n, kind, prefix, shape, arguments(body))
}

// controller reads a log group of ACK and its subscription filters.
func (r *reader) controller(n *document.Node, kind, prefix string) {
	spec := n.Get("spec")
	if kind != "LogGroup" || spec == nil || spec.Kind != document.Mapping {
		return
	}
	body := r.literal.Rendered(spec)
	shape := source.LogsType("CreateLogGroup", source.Named(source.AsIs, "name=logGroupName"), source.Named(source.AsIs, "kmsKeyID=kmsKeyId"))
	shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
		source.Named(source.AsIs, "name=logGroupName"), source.Named(source.AsNumber, "retentionDays=retentionInDays"),
	)}
	r.add(n, kind, prefix, shape, body)
	filter := source.LogsType("PutSubscriptionFilter",
		source.Named(source.AsIs, "logGroupName"), source.Named(source.AsIs, "filterName"),
		source.Named(source.AsIs, "filterPattern"), source.Named(source.AsIs, "destinationARN=destinationArn"),
		source.Named(source.AsIs, "roleARN=roleArn"), source.Named(source.AsIs, "distribution"),
	)
	for i, item := range spec.Get("subscriptionFilters").Elements() {
		one := r.literal.Rendered(item)
		if one.Kind != source.Map || len(item.Members) == 0 {
			continue
		}
		if name := body.Get("name"); name != nil {
			one.SetMember(&source.Member{Name: "logGroupName", Key: item.Members[0].Key, Value: name})
		}
		for _, m := range one.Members {
			if name, ok := strings.CutSuffix(m.Name, "Ref"); ok && one.Get(name+"ARN") == nil {
				one.SetMember(&source.Member{Name: name + "ARN", Key: m.Key, Value: &source.Value{Kind: source.Unknown, Span: m.Key, What: m.Name}})
			}
		}
		r.add(n, kind, prefix+fmt.Sprintf("spec.subscriptionFilters[%d] ", i), filter, one)
	}
}

// name is where a manifest names its resource.
func (r *reader) name(n *document.Node) document.Span {
	for _, at := range []*document.Node{n.Get("metadata").Get("name"), n.Get("kind")} {
		if at != nil {
			return at.Whole
		}
	}
	return document.Span{Start: n.Whole.Start, End: n.Whole.Start}
}

func (r *reader) add(n *document.Node, kind, prefix string, shape source.ResourceType, body *source.Value) {
	r.f.Format = source.Kubernetes
	name := r.f.Str(n.Get("metadata").Get("name"))
	for _, made := range shape.Requests(body, r.name(n), r.f.HasStatements()) {
		made.Address, made.Type = prefix+kind, kind
		if name != "" {
			made.Address += " " + strings.Clone(name)
		}
		made.At, made.Body = r.name(n), n.Whole
		r.f.Resources = append(r.f.Resources, made)
	}
}
