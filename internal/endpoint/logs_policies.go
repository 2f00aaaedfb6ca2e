package endpoint

import (
	"fmt"
	"strconv"

	"github.com/logsieve/logsieve/engine/quota"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

const (
	accountScope  = "ACCOUNT"
	resourceScope = "RESOURCE"
)

// resourcePolicy is the shape ResourcePolicy.
type resourcePolicy struct {
	PolicyName      string `json:"policyName,omitempty"`
	PolicyDocument  string `json:"policyDocument"`
	LastUpdatedTime int64  `json:"lastUpdatedTime"`
	PolicyScope     string `json:"policyScope,omitempty"`
	ResourceARN     string `json:"resourceArn,omitempty"`
	RevisionID      string `json:"revisionId,omitempty"`
}

func describePolicy(p store.Policy) resourcePolicy {
	out := resourcePolicy{p.Name, p.Document, p.UpdateTime, accountScope, p.ResourceARN, p.Revision}
	if p.ResourceARN != "" {
		out.PolicyScope = resourceScope
	}
	return out
}

// Policies of the account and of resources lie in one table, the latter by
// their ARN.
func policyKey(scope, name string) string { return scope + ":" + name }

type putResourcePolicyResponse struct {
	ResourcePolicy resourcePolicy `json:"resourcePolicy"`
	RevisionID     string         `json:"revisionId,omitempty"`
}

func (c *call) putResourcePolicy() (*putResourcePolicyResponse, error) {
	p := store.Policy{Name: c.text("policyName"), Document: c.text("policyDocument"), UpdateTime: c.now}
	key := policyKey(accountScope, p.Name)
	if arn, ok := c.in.Get("resourceArn").Text(); ok {
		p.ResourceARN, key = arn, policyKey(resourceScope, arn)
		if _, _, err := c.resource(); err != nil {
			return nil, err
		}
	}
	have, exists, err := c.tx.Policies().Get(key)
	if err != nil {
		return nil, err
	}
	if !exists && p.ResourceARN == "" {
		n := 0
		err := c.tx.Policies().Each(policyKey(accountScope, ""), "", func(string, store.Policy) bool { n++; return true })
		if err != nil || n >= quota.ResourcePolicies {
			return nil, cmpErr(err, tooMany())
		}
	}
	if p.ResourceARN != "" {
		if expected, ok := c.in.Get("expectedRevisionId").Text(); ok && expected != have.Revision {
			return nil, invalid(revisionMismatch)
		}
		last, _ := strconv.ParseUint(have.Revision, 10, 64)
		p.Revision = fmt.Sprintf("%016d", last+1)
	}
	return &putResourcePolicyResponse{describePolicy(p), p.Revision}, c.tx.Policies().Put(key, p)
}

func (c *call) deleteResourcePolicy() error {
	name := c.text("policyName")
	key, missing := policyKey(accountScope, name), fmt.Sprintf("Policy with name [%s] does not exist.", name)
	if arn, ok := c.in.Get("resourceArn").Text(); ok {
		key, missing = policyKey(resourceScope, arn), resourceMissing
	}
	p, ok, err := c.tx.Policies().Get(key)
	switch {
	case err != nil || !ok:
		return cmpErr(err, notFound(missing))
	case p.ResourceARN != "" && p.Revision != c.text("expectedRevisionId"):
		return invalid(revisionMismatch)
	}
	_, err = c.tx.Policies().Delete(key)
	return err
}

type describeResourcePoliciesResponse struct {
	ResourcePolicies []resourcePolicy `json:"resourcePolicies"`
	NextToken        *string          `json:"nextToken,omitempty"`
}

func (c *call) describeResourcePolicies() (*describeResourcePoliciesResponse, error) {
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	scope, name := accountScope, ""
	if c.text("policyScope") == resourceScope {
		scope, name = resourceScope, c.text("resourceArn")
	}
	p := newPage[resourcePolicy](c)
	err = c.tx.Policies().Each(policyKey(scope, name), after, func(key string, policy store.Policy) bool {
		if name != "" && policy.ResourceARN != name {
			return true
		}
		out := describePolicy(policy)
		out.PolicyDocument = canonicalPolicy(out.PolicyDocument)
		return p.add(key, out)
	})
	return &describeResourcePoliciesResponse{p.items, p.next(c)}, err
}
