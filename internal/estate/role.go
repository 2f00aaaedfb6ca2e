package estate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// roles are what the roles of the files permit.
type roles struct {
	policies map[*source.Resource][]Policy // by role
	vague    map[string]bool               // folders with policies of roles that are not known
	named    map[string]*Located           // by roleKey
	guards   []Located                     // policies of streams and of organizations
}

// Policy is a document that a role has, and the resource that gives it.
type Policy struct {
	Located
	Document *source.Value // nil when the files do not have it
	ARN      string        // of a policy that is not of the files, "" when it is not known
	by       Located       // what attaches it
}

// MayBeAbsent reports whether the policy, or what attaches it, is deployed under
// a condition.
func (p Policy) MayBeAbsent() bool { return p.Located.MayBeAbsent() || p.by.MayBeAbsent() }

// indexRoles finds the roles of all policies.
func (e *Estate) indexRoles() {
	e.roles = roles{policies: map[*source.Resource][]Policy{}, vague: map[string]bool{}, named: e.rolesByName()}
	for _, f := range e.Files {
		for _, r := range f.Links {
			l, in := Located{File: f, Resource: r}, r.Input
			switch r.Operation {
			case source.CreateRole:
				e.inline(l)
			case source.PutStreamPolicy, source.CreateOrganizationPolicy:
				e.roles.guards = append(e.roles.guards, l)
			case source.PutRolePolicy, source.AttachRolePolicy:
				policy := Policy{Located: l, Document: in.Get("PolicyDocument"), by: l}
				if r.Operation == source.AttachRolePolicy {
					policy = e.attached(l, in.Get("PolicyArn"))
				}
				for _, v := range append(several(in.Get("Roles")), several(in.Get("RoleName"))...) {
					role := e.Referred(l, v)
					if role == nil {
						role = e.roles.named[l.roleKey(v)]
					}
					if role == nil {
						e.roles.vague[l.Folder()] = true
						continue
					}
					e.roles.policies[role.Resource] = append(e.roles.policies[role.Resource], policy)
				}
			}
		}
	}
}

// inline notes what a role has in itself.
func (e *Estate) inline(role Located) {
	in := role.Resource.Input
	for _, v := range several(in.Get("Policies")) {
		e.roles.policies[role.Resource] = append(e.roles.policies[role.Resource], Policy{Located: role, Document: v.Get("PolicyDocument"), by: role})
	}
	for _, v := range several(in.Get("ManagedPolicyArns")) {
		e.roles.policies[role.Resource] = append(e.roles.policies[role.Resource], e.attached(role, v))
	}
}

// attached is the policy of an ARN.
func (e *Estate) attached(l Located, arn *source.Value) Policy {
	if to := e.Referred(l, arn); to != nil {
		return Policy{Located: *to, Document: to.Resource.Input.Get("PolicyDocument"), by: l}
	}
	text, _ := arn.Str()
	return Policy{Located: l, ARN: text, by: l}
}

// rolesByName are the roles of the files by their names; of two with one name
// none is known.
func (e *Estate) rolesByName() map[string]*Located {
	names := map[string]*Located{}
	for _, f := range e.Files {
		for _, r := range f.Links {
			if r.Operation != source.CreateRole {
				continue
			}
			l := Located{File: f, Resource: r}
			key := l.roleKey(r.Input.Get("RoleName"))
			if _, twice := names[key]; key != "" && twice {
				names[key] = nil
			} else if key != "" {
				names[key] = &l
			}
		}
	}
	return names
}

// roleKey tells roles apart by their names, as far as those are known, among what
// is deployed together in one account; "" is none.
func (l Located) roleKey(name *source.Value) string {
	if text, ok := name.Str(); ok {
		return strings.Join([]string{l.Folder(), l.Resource.Provider, text}, " ")
	}
	if name == nil || name.Kind != source.String || !steady(Expression(name)) {
		return ""
	}
	return strings.Join([]string{"expression", l.scope(), l.Resource.Provider, Expression(name)}, " ")
}

// RoleOf is the role that a value names: by reference, or by an ARN with the name of
// one that is deployed together with what names it. The service takes no role of
// another account. It is nil when no file has it.
func (e *Estate) RoleOf(l Located, v *source.Value) *Located {
	if to := e.Referred(l, v); to != nil || v == nil || v.Kind != source.String || !strings.HasPrefix(v.Text.Decoded, "arn:") {
		return to
	}
	const mark = ":role/"
	at := strings.Index(v.Text.Decoded, mark)
	if at < 0 {
		return nil
	}
	start := max(at+len(mark), strings.LastIndexByte(v.Text.Decoded, '/')+1) // after the path
	name := &source.Text{Decoded: v.Text.Decoded[start:]}
	for _, h := range v.Text.Holes {
		switch {
		case h.Offset >= start:
			h.Offset -= start
			name.Holes = append(name.Holes, h)
		case h.Offset > at:
			return nil // in the path, which may go on
		}
	}
	role := e.roles.named[l.roleKey(&source.Value{Kind: source.String, Text: name})]
	account, _ := source.Place(v.Text.Decoded)
	if role == nil || v.Text.Known() && !source.SamePlace(account, "", role.Resource.Account, "") {
		return nil
	}
	return role
}

// Unjudged names what the files have that may forbid a role to write to a stream, and
// that is not evaluated; "" is nothing.
func (e *Estate) Unjudged(role, l Located, stream *source.Value) string {
	if v := role.Resource.Input.Get("PermissionsBoundary"); v != nil && v.Kind != source.Null {
		return "the permissions boundary of the role"
	}
	to := e.Referred(l, stream)
	for _, guard := range e.roles.guards {
		if guard.Resource.Operation == source.CreateOrganizationPolicy {
			kind, known := guard.Resource.Input.Get("Type").Str()
			if !known || slices.Contains([]string{"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"}, kind) {
				return fmt.Sprintf("%s at %s, a policy of the organization,", guard.Resource.Address, guard.Place())
			}
			continue
		}
		about := guard.Resource.Input.Get("ResourceARN")
		if other := e.Referred(guard, about); other != nil && to != nil && other.Resource != to.Resource {
			continue
		}
		a, known := about.Str()
		if b, also := stream.Str(); known && also && a != b {
			continue
		}
		return fmt.Sprintf("%s at %s, a policy of the stream,", guard.Resource.Address, guard.Place())
	}
	return ""
}

// several are the items of a list, or a value by itself.
func several(v *source.Value) []*source.Value {
	switch {
	case v == nil || v.Kind == source.Null:
		return nil
	case v.Kind == source.List:
		return v.Items
	}
	return []*source.Value{v}
}

// Policies are those of a role; known is false when there may be more: a state has
// those of its own configuration only.
func (e *Estate) Policies(role Located) (list []Policy, known bool) {
	u := e.unreadOf(role)
	deployed := role.File.FormatOf(role.Resource).Deployed
	return e.roles.policies[role.Resource], !deployed && !e.roles.vague[role.Folder()] && cmp.Or(u.reason, u.rolePolicies) == ""
}
