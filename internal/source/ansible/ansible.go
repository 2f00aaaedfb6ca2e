// Package ansible reads the tasks of playbooks and roles that make log groups and
// metric filters:
// https://docs.ansible.com/ansible/latest/collections/community/aws/cloudwatchlogs_log_group_metric_filter_module.html.
package ansible

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Read reads a list of plays or tasks; it reports whether a task was ours.
func Read(f *source.Reader, root *document.Node) bool {
	before := len(f.Resources)
	r := &reader{f: f, plays: slices.ContainsFunc(root.Items, func(play *document.Node) bool { return play.Get("hosts") != nil })}
	r.list(root, "", nil, 0)
	return len(f.Resources) > before
}

type reader struct {
	f *source.Reader
	// plays is set for a playbook. What runs a list of tasks may have defaults for
	// their modules, too.
	plays bool
}

// scope is what variables stand for, the innermost first, and what modules are
// given when a task does not say.
type scope struct {
	vars     *document.Node
	defaults *document.Node // by module; nil for none
	item     *document.Node // of a loop; nil for none
	parent   *scope
}

// maxDepth bounds blocks in blocks.
const maxDepth = 20

func (r *reader) list(n *document.Node, prefix string, sc *scope, depth int) {
	if n == nil || n.Kind != document.Sequence || depth > maxDepth {
		return
	}
	for i, item := range n.Items {
		if item.Kind != document.Mapping {
			continue
		}
		address := fmt.Sprintf("%s[%d]", prefix, i)
		inner := sc
		if vars, defaults := item.Get("vars"), item.Get("module_defaults"); vars != nil || defaults != nil {
			inner = &scope{vars: vars, defaults: defaults, parent: sc}
		}
		for _, name := range []string{"tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always"} {
			r.list(item.Get(name), address+"."+name, inner, depth+1)
		}
		for _, m := range item.Members {
			r.task(item, m, address, inner)
		}
	}
}

// task reads a task whose module is one of ours, once for each item of a loop
// that is known.
func (r *reader) task(task *document.Node, module document.Member, address string, sc *scope) {
	name := module.Name[strings.LastIndexByte(module.Name, '.')+1:]
	shape, ok := moduleType(name)
	if !ok || module.Value.Kind != document.Mapping || r.f.Str(module.Value.Get("state")) == "absent" {
		return
	}
	items := []*document.Node{nil}
	looped := false
	for _, key := range []string{"loop", "with_items", "with_list"} {
		if list := task.Get(key); list != nil {
			looped = true
			if known := r.resolve(list, sc, 0); known != nil && known.Kind == document.Sequence && len(known.Items) <= source.MaxInstances {
				items = known.Items
			}
		}
	}
	r.f.Format = source.Ansible
	for i, item := range items {
		inner := &scope{item: item, parent: sc}
		body := r.value(module.Value, inner, 0)
		if body.Kind == source.Map {
			if r.defaults(body, name, inner); body.Get("state").IsText("absent") {
				continue
			}
		}
		for _, made := range shape.Requests(body, module.Key, !r.plays) {
			made.Address, made.Type = address, strings.Clone(module.Name)
			if looped && item != nil {
				made.Address = fmt.Sprintf("%s[%d]", address, i)
			}
			made.At, made.Body = module.Key, document.Span{Start: module.Key.Start, End: max(module.Key.End, module.Value.Whole.End)}
			made.Conditional = task.Get("when") != nil
			r.f.Resources = append(r.f.Resources, made)
		}
	}
}

// defaults gives a module the options that it is given around the task, those
// nearest to it first.
func (r *reader) defaults(body *source.Value, module string, sc *scope) {
	for ; sc != nil; sc = sc.parent {
		if sc.defaults == nil || sc.defaults.Kind != document.Mapping {
			continue
		}
		for _, m := range sc.defaults.Members {
			if m.Name[strings.LastIndexByte(m.Name, '.')+1:] != module || m.Value.Kind != document.Mapping {
				continue
			}
			for _, option := range m.Value.Members {
				if body.Get(option.Name) == nil {
					body.SetMember(&source.Member{Name: option.Name, Key: option.Key, Value: r.value(option.Value, sc, 0)})
				}
			}
		}
	}
}

func moduleType(name string) (source.ResourceType, bool) {
	switch name {
	case "cloudwatchlogs_log_group_metric_filter":
		return source.LogsType("PutMetricFilter",
			source.Named(source.AsIs, "log_group_name=logGroupName"),
			source.Named(source.AsIs, "filter_name=filterName"),
			source.Named(source.AsIs, "filter_pattern=filterPattern"),
			source.Block(source.AsBlocks, "metric_transformation=metricTransformations",
				source.Named(source.AsIs, "metric_name=metricName"),
				source.Named(source.AsIs, "metric_namespace=metricNamespace"),
				source.Named(source.AsIs, "metric_value=metricValue"),
				source.Named(source.AsNumber, "default_value=defaultValue"),
			),
		), true
	case "cloudwatchlogs_log_group":
		shape := source.LogsType("CreateLogGroup",
			source.Named(source.AsIs, "log_group_name=logGroupName"), source.Named(source.AsIs, "kms_key_id=kmsKeyId"), source.Named(source.AsMap, "tags"))
		shape.More = []source.ResourceType{source.LogsType("PutRetentionPolicy",
			source.Named(source.AsIs, "log_group_name=logGroupName"), source.Named(source.AsNumber, "retention=retentionInDays"))}
		return shape, true
	}
	return source.ResourceType{}, false
}

// value is a value of a task. A text that is nothing but {{ name }} is what that
// stands for, as far as the file tells; otherwise {{ }} is not known.
func (r *reader) value(n *document.Node, sc *scope, depth int) *source.Value {
	if depth > maxDepth || !r.f.Spend(1, n.Whole) {
		return &source.Value{Kind: source.Unknown, Span: n.Whole}
	}
	if known := r.resolve(n, sc, depth); known != nil && known != n {
		return r.value(known, sc, depth+1)
	}
	switch n.Kind {
	case document.Mapping:
		out := &source.Value{Kind: source.Map, Span: n.Whole}
		for i, m := range n.Members {
			if !document.Overwritten(n.Members, i) {
				out.Members = append(out.Members, &source.Member{Name: m.Name, Key: m.Key, Value: r.value(m.Value, sc, depth+1)})
			}
		}
		return out
	case document.Sequence:
		out := &source.Value{Kind: source.List, Span: n.Whole}
		for _, item := range n.Items {
			out.Items = append(out.Items, r.value(item, sc, depth+1))
		}
		return out
	}
	return source.NewLiteral(r.f).Rendered(n)
}

// resolve is what a text of nothing but {{ name.key }} stands for, the node itself
// for any other; nil when that is not known.
func (r *reader) resolve(n *document.Node, sc *scope, depth int) *document.Node {
	if n.Kind != document.Scalar {
		return n
	}
	inner, ok := strings.CutPrefix(strings.TrimSpace(r.f.Str(n)), document.OpenRendered)
	if !ok {
		return n
	}
	inner, ok = strings.CutSuffix(inner, "}}")
	name := strings.TrimSpace(inner)
	if !ok || depth > maxDepth || strings.ContainsAny(name, "|{}() +~") || source.SensitiveName(name) {
		return nil
	}
	var found *document.Node
	for i, key := range strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune(".[]'\"", c) }) {
		if i == 0 {
			found = sc.lookup(key)
		} else {
			found = found.Get(key)
		}
		if found == nil {
			return nil
		}
		if found = r.resolve(found, sc, depth+1); found == nil {
			return nil
		}
	}
	return found
}

func (s *scope) lookup(name string) *document.Node {
	for ; s != nil; s = s.parent {
		if name == "item" && s.item != nil {
			return s.item
		}
		if v := s.vars.Get(name); v != nil {
			return v
		}
	}
	return nil
}
