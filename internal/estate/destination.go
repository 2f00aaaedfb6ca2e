package estate

import (
	"cmp"
	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// DestinationPolicies are the access policies that surely are of the
// destination of a subscription filter: the filter refers to a destination of
// the same files, or has the ARN that the policy itself is about.
func (e *Estate) DestinationPolicies(f *Filter) (list []Located) {
	arn := f.Resource.Input.Get("destinationArn")
	if arn == nil {
		return nil
	}
	destination := e.destination(f.Located, Reference(arn))
	for _, policy := range e.policies {
		if destination != nil {
			if destination.subject(policy) {
				list = append(list, policy)
			}
			continue
		}
		if text, ok := arn.Str(); ok && request.PolicyNames(policyText(policy), text) {
			list = append(list, policy)
		}
	}
	return list
}

// destination is the resource that a filter refers to, nil when it is none.
func (e *Estate) destination(from Located, address string) *Located {
	if address == "" {
		return nil
	}
	for i, d := range e.destinations {
		if d.addressKey(d.Resource.Address) == from.addressKey(address) {
			return &e.destinations[i]
		}
	}
	return nil
}

// subject reports whether a policy surely is of this destination.
func (l *Located) subject(policy Located) bool {
	name := policy.Resource.Input.Get("destinationName")
	if name == nil {
		return policy.Resource.Address == l.Resource.Address && policy.File == l.File
	}
	if ref := Reference(name); ref != "" {
		return policy.addressKey(ref) == l.addressKey(l.Resource.Address)
	}
	return Same(*l, l.Resource.Input.Get("destinationName"), policy, name) == analyze.Yes
}

// ForOrganizations reports whether an access policy lets organizations
// subscribe, whatever its holes hold.
func (l Located) ForOrganizations() bool { return request.ForOrganizations(policyText(l)) }

// policyText is the text of an access policy with something in the place of
// what is not known of it; "" when nothing is.
func policyText(l Located) string {
	v := l.Resource.Input.Get("accessPolicy")
	if v == nil || v.Kind != source.String {
		return ""
	}
	return v.Text.Fill("unknown").Decoded
}

// PolicyUnsure reports whether a destination may have an access policy that has
// not been read, or whose destination is not known.
func (e *Estate) PolicyUnsure(destination Located) bool {
	if u := e.unreadOf(destination); cmp.Or(u.reason, u.accessPolicies) != "" {
		return true
	}
	for _, policy := range e.policies {
		name := policy.Resource.Input.Get("destinationName")
		if name != nil && Same(destination, destination.Resource.Input.Get("destinationName"), policy, name) == analyze.Unknown && Reference(name) == "" {
			return true
		}
	}
	return false
}
