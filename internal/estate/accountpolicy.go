package estate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// PutAccountPolicy makes policies of an account, of which some deliver.
var PutAccountPolicy = request.Operation{Service: request.Logs, Name: "PutAccountPolicy"}

// AccountPolicy is a subscription filter of all log groups of an account and a Region
// but some. Its request is that of the filter, whose members stand in the policy's
// document.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
type AccountPolicy struct {
	Filter
	Excluded []string // log groups, as people know them
	// Unknown is what of it is not known, and Invalid what cannot be read: a member
	// of the request, "" for none.
	Unknown, Invalid string

	excluded map[string]bool // by name, and by addressKey
}

// accountPolicy notes a policy that delivers; others are about something else.
func (e *Estate) accountPolicy(l Located) {
	in := l.Resource.Input
	kind, known := in.Get("policyType").Str()
	members := deliveryOf(l, in.Get("policyDocument"))
	if known && kind != "SUBSCRIPTION_FILTER_POLICY" || !known && members.Get("destinationArn") == nil {
		return
	}
	p := &AccountPolicy{excluded: map[string]bool{}}
	filter := *l.Resource
	filter.Input = members
	name := in.Get("policyName")
	if name != nil {
		members.SetMember(&source.Member{Name: "filterName", Key: name.Span, Value: name})
	}
	l.Resource = &filter
	p.Filter = Filter{Located: l, Name: Expression(name), Group: &Group{}}
	switch text := in.Get("policyDocument"); {
	case !known:
		p.Unknown = "policyType"
	case text == nil || text.Kind == source.Unknown:
		p.Unknown = "policyDocument"
	case members.Kind != source.Map && text.Kind == source.String && !text.Text.Known():
		p.Unknown = "policyDocument" // what is not known may make it valid
	case members.Kind != source.Map:
		p.Invalid = "policyDocument"
	}
	e.exclude(p, in.Get("selectionCriteria"))
	e.AccountPolicies = append(e.AccountPolicies, p)
}

// deliveryOf are the members of a subscription filter that the document of a policy
// has; it is no Map when that cannot be read.
func deliveryOf(l Located, text *source.Value) *source.Value {
	out := &source.Value{Kind: source.Map}
	if text == nil || text.Kind != source.String {
		return out
	}
	out.Span = text.Span
	document := source.NewReader(l.File.Input).Document(text, text.Span)
	if document == nil || document.Kind != source.Map {
		return &source.Value{Span: text.Span}
	}
	names := map[string]string{"DestinationArn": "destinationArn", "RoleArn": "roleArn", "FilterPattern": "filterPattern", "Distribution": "distribution"}
	for _, m := range document.Members {
		if to := names[m.Name]; to != "" {
			out.SetMember(&source.Member{Name: to, Key: m.Key, Value: m.Value})
		}
	}
	if out.Get("filterPattern") == nil {
		out.SetMember(&source.Member{Name: "filterPattern", Key: text.Span, Value: source.TextValue("", text.Span)})
	}
	return out
}

// exclude reads which log groups a policy leaves out.
func (e *Estate) exclude(p *AccountPolicy, criteria *source.Value) {
	if criteria == nil || criteria.Empty() {
		return
	}
	if criteria.Kind != source.String || criteria.Text.Decoded == "" {
		p.Unknown = "selectionCriteria"
		return
	}
	var text strings.Builder
	done := 0
	mark := func(i int) string { return "\uE000" + strconv.Itoa(i) + "\uE001" }
	for i, h := range criteria.Text.Holes {
		text.WriteString(criteria.Text.Decoded[done:h.Offset])
		text.WriteString(mark(i))
		done = h.Offset
	}
	text.WriteString(criteria.Text.Decoded[done:])
	names, ok := request.ExcludedLogGroups(text.String())
	if !ok {
		if p.Invalid = "selectionCriteria"; !criteria.Text.Known() {
			p.Invalid, p.Unknown = "", "selectionCriteria"
		}
		return
	}
	for _, name := range names {
		shown := name
		for i, h := range criteria.Text.Holes {
			to := e.At(p.Located, h.Ref)
			if h.Ref != "" && name == mark(i) {
				p.excluded[p.addressKey(h.Ref)] = true
			}
			known := ""
			if to != nil && e.FormOf(p.Located, &source.Value{Ref: h.Ref, Attribute: h.Attribute}) == Name {
				for _, member := range []string{"logGroupName", "FunctionName"} {
					if text, ok := to.Resource.Input.Get(member).Str(); ok {
						known = text
					}
				}
			}
			if known == "" {
				shown = strings.ReplaceAll(shown, mark(i), placeholder(h.What))
			}
			name, shown = strings.ReplaceAll(name, mark(i), known), strings.ReplaceAll(shown, mark(i), known)
		}
		p.excluded[name] = true
		p.Excluded = append(p.Excluded, shown)
	}
}

// Excludes reports whether a policy leaves out the log group of a name.
func (p *AccountPolicy) Excludes(name string) bool { return p.excluded[name] }

// Selected are the log groups of the files that a policy is for.
func (e *Estate) Selected(p *AccountPolicy) []*Group {
	return slices.DeleteFunc(slices.Clone(e.Groups), func(g *Group) bool {
		switch {
		case g.OtherClass() != "", g.Name != "" && p.Excludes(g.Name):
			return true
		case g.Defined == nil:
			return len(g.Filters) == 0 || p.elsewhere(g.Filters[0].Located)
		}
		return p.elsewhere(*g.Defined) || p.excluded[g.Defined.addressKey(g.Defined.Resource.Address)]
	})
}

// elsewhere reports whether a resource may be of another account or Region.
func (p *AccountPolicy) elsewhere(other Located) bool {
	return p.Elsewhere(other) || p.Resource.Provider != other.Resource.Provider
}
