package estate

import (
	"github.com/logsieve/logsieve/internal/source"
)

// roles are what the roles of the files permit.
type roles struct {
	policies map[*source.Resource][]Policy // by role
	vague    map[string]bool               // folders with policies of roles that are not known
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
	e.roles = roles{map[*source.Resource][]Policy{}, map[string]bool{}}
	var names map[string]*Located
	for _, f := range e.Files {
		for _, r := range f.Links {
			l, in := Located{File: f, Resource: r}, r.Input
			switch r.Operation {
			case source.CreateRole:
				e.inline(l)
			case source.PutRolePolicy, source.AttachRolePolicy:
				if names == nil {
					names = e.rolesByName()
				}
				policy := Policy{Located: l, Document: in.Get("PolicyDocument"), by: l}
				if r.Operation == source.AttachRolePolicy {
					policy = e.attached(l, in.Get("PolicyArn"))
				}
				for _, v := range append(several(in.Get("Roles")), several(in.Get("RoleName"))...) {
					role := e.Referred(l, v)
					if name, ok := v.Str(); ok {
						role = names[l.Folder()+" "+name]
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

func (e *Estate) rolesByName() map[string]*Located {
	names := map[string]*Located{}
	for _, f := range e.Files {
		for _, r := range f.Links {
			if name, ok := r.Input.Get("RoleName").Str(); ok && r.Operation == source.CreateRole {
				l := Located{File: f, Resource: r}
				names[l.Folder()+" "+name] = &l
			}
		}
	}
	return names
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

// Policies are those of a role; known is false when there may be more.
func (e *Estate) Policies(role Located) (list []Policy, known bool) {
	u := e.unread()[role.unit()]
	return e.roles.policies[role.Resource], !e.roles.vague[role.Folder()] && (u == nil || u.reason == "")
}
