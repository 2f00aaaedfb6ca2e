package request

import (
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/quota"
)

// accessPolicy judges who may subscribe to a destination.
func accessPolicy(d *document) []Finding {
	policy := d.iamPolicy("accessPolicy", notIAM)
	if policy == nil {
		return nil
	}
	if n := len(d.Get("accessPolicy").Str()); n > quota.AccessPolicyBytes {
		policy.found = append(policy.found, single(pathAt(atName("accessPolicy")), "", fmt.Sprintf("The policy has %d bytes, more than %d.", n, quota.AccessPolicyBytes), "Shorten it.")...)
	}
	for _, s := range policy.statements {
		policy.subscribers(s)
	}
	return bounded(policy.found)
}

// The keys of conditions that a destination's policy may have, spelled as the
// service wants them.
const (
	organizationID    = "aws:PrincipalOrgID"
	organizationPaths = "aws:PrincipalOrgPaths"
)

// ForOrganizations reports whether the access policy of a destination lets
// organizations subscribe, by conditions, and not only accounts: filters then
// need a role. What is not a policy lets nobody.
func ForOrganizations(accessPolicy string) bool {
	root, err := Decode([]byte(accessPolicy))
	if err != nil {
		return false
	}
	for _, s := range (node{Value: root}).get("Statement").oneOrMore() {
		everyone := s.Get("Principal").Str() == "*" || slices.ContainsFunc(awsPrincipals(s), func(p node) bool { return p.Str() == "*" })
		if s.Get("Effect").Str() != "Deny" && everyone && s.Has("Condition") {
			return true
		}
	}
	return false
}

// PolicyNames reports whether a policy has a statement about just this
// resource.
func PolicyNames(policy, resource string) bool {
	root, err := Decode([]byte(policy))
	if err != nil {
		return false
	}
	for _, s := range (node{Value: root}).get("Statement").oneOrMore() {
		for _, r := range s.get("Resource").oneOrMore() {
			if text, ok := r.Text(); ok && text == resource {
				return true
			}
		}
	}
	return false
}

// subscribers judges one statement of a destination's policy. Its principals
// are accounts; beside them others do not count. All principals, "*", are
// taken under a condition.
func (p *iamPolicy) subscribers(s node) {
	conditions := 0
	for _, operator := range s.get("Condition").entries() {
		for _, key := range operator.entries() {
			conditions++
			if key.name == organizationID || key.name == organizationPaths {
				continue
			}
			f := key.about("Only 'aws:PrincipalOrgID' and 'aws:PrincipalOrgPaths' condition keys are allowed in Condition block of the policy.",
				fmt.Sprintf("The condition key %q is not allowed here.", key.name), "Use aws:PrincipalOrgID or aws:PrincipalOrgPaths.")
			for _, allowed := range []string{organizationID, organizationPaths} {
				if strings.EqualFold(key.name, allowed) {
					f.Remedy = fmt.Sprintf("Write exactly %s.", allowed)
				}
			}
			p.refuse(f)
		}
	}
	principal := s.get("Principal")
	accounts := awsPrincipals(s)
	switch {
	case principal.Str() == "*":
		if conditions == 0 {
			p.refuse(principal.finding(notIAM, `"*" as the principal needs a condition on the organization.`, `Name accounts, {"AWS": "123456789012"}, or add a condition on aws:PrincipalOrgID.`))
		}
	case !principal.Present():
		p.refuse(s.missing(notIAM, "A statement names no Principal.", `Say which accounts may subscribe: "Principal": {"AWS": "123456789012"}.`))
	case principal.Kind() == Object && len(accounts) == 0 && !slices.ContainsFunc(principal.Members(), unknownPrincipal):
		p.refuse(principal.finding(notIAM, "The principals of a destination's policy are accounts.", `Write {"AWS": "123456789012"}.`))
	}
	for _, account := range accounts {
		switch text := account.Str(); {
		case strings.HasPrefix(text, "arn:"):
			p.refuse(account.finding("Principal section of policy contains ARN instead of account ID: "+text, "The principal is an ARN; it must be an account ID.", accountOf(text)))
		case text == "*" && conditions == 0: // organizations are let in so by those who deploy it
			p.refuse(account.finding("Principal section of policy contains `*` instead of account ID: *", "The principal is everyone; it must be an account ID.", "Name the accounts that may subscribe."))
		}
	}
}

// accountOf is the remedy for an ARN in the place of an account.
func accountOf(text string) string {
	if a, ok := parseARN(text); ok && a.account != "" {
		return fmt.Sprintf("Write %q.", a.account)
	}
	return "Write the 12 digits of the account."
}

// deliveryPolicy judges the policy of a delivery destination.
func deliveryPolicy(d *document) []Finding {
	policy := d.iamPolicy("deliveryDestinationPolicy", "Invalid Delivery Destination resource Policy is provided.")
	if policy == nil {
		return nil
	}
	for i := range policy.found {
		if policy.found[i].Service != "" {
			policy.found[i].Exception = "ValidationException"
		}
	}
	return bounded(policy.found)
}
