package endpoint

import (
	"cmp"
	"strconv"

	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
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

// putResourcePolicy makes or replaces a policy. Those of resources have
// revisions, "1" at first; of an account's policies the service ignores the
// expected revision.
func (c *call) putResourcePolicy() (*putResourcePolicyResponse, error) {
	p := store.Policy{Name: c.text("policyName"), Document: c.text("policyDocument"), UpdateTime: c.now}
	if arn, ok := c.in.Get("resourceArn").Text(); ok {
		p.ResourceARN = arn
		return c.putPolicyOfResource(p)
	}
	key := policyKey(accountScope, p.Name)
	_, exists, err := c.tx.Policies().Get(key)
	if err != nil {
		return nil, err
	}
	if !exists {
		n := 0
		err := c.tx.Policies().Each(policyKey(accountScope, ""), "", func(string, store.Policy) bool { n++; return true })
		if err != nil || n >= quota.ResourcePolicies {
			return nil, cmp.Or(err, tooMany())
		}
	}
	return &putResourcePolicyResponse{describePolicy(p), ""}, c.tx.Policies().Put(key, p)
}

func (c *call) putPolicyOfResource(p store.Policy) (*putResourcePolicyResponse, error) {
	if _, err := c.groupNamed(c.groupOf(p.ResourceARN)); err != nil {
		return nil, err
	}
	key := policyKey(resourceScope, p.ResourceARN)
	have, exists, err := c.tx.Policies().Get(key)
	if err != nil {
		return nil, err
	}
	revision := uint64(0)
	if expected := c.text("expectedRevisionId"); exists || expected != "" {
		if revision, err = currentRevision(have, expected); err != nil {
			return nil, err
		}
	}
	p.Revision = strconv.FormatUint(revision+1, 10)
	out := describePolicy(p)
	out.RevisionID = "" // it stands beside the policy
	return &putResourcePolicyResponse{out, p.Revision}, c.tx.Policies().Put(key, p)
}

// currentRevision is the number of a policy's revision, which must be the
// expected one.
func currentRevision(p store.Policy, expected string) (uint64, error) {
	want, err := strconv.ParseUint(expected, 10, 64)
	if err != nil && expected != "" {
		return 0, invalid(revisionInvalid)
	}
	have, _ := strconv.ParseUint(p.Revision, 10, 64) // "" is of none
	if expected == "" || want != have {
		return 0, failure("OperationAbortedException", revisionConflict)
	}
	return have, nil
}

func (c *call) deleteResourcePolicy() error {
	if arn, ok := c.in.Get("resourceArn").Text(); ok {
		return c.deletePolicyOfResource(arn)
	}
	name := c.text("policyName")
	return deleted(c.tx.Policies(), policyKey(accountScope, name), policyMissing(name))
}

func policyMissing(name string) string { return "Policy with name [" + name + "] does not exist." }

func (c *call) deletePolicyOfResource(arn string) error {
	expected := c.text("expectedRevisionId")
	if expected == "" {
		return invalid(revisionInvalid)
	}
	key := policyKey(resourceScope, arn)
	p, err := found(c.tx.Policies(), key, noPolicyForResource)
	if err != nil {
		return err
	}
	if _, err := currentRevision(p, expected); err != nil {
		return err
	}
	_, err = c.tx.Policies().Delete(key)
	return err
}

func (c *call) describeResourcePolicies() (page[resourcePolicy], error) {
	scope, name := accountScope, ""
	if c.text("policyScope") == resourceScope {
		scope, name = resourceScope, c.text("resourceArn")
	}
	return listed(c, c.tx.Policies(), policyKey(scope, name), func(_ string, policy store.Policy) (resourcePolicy, bool, error) {
		out := describePolicy(policy)
		out.PolicyDocument = canonicalPolicy(out.PolicyDocument)
		return out, name == "" || policy.ResourceARN == name, nil
	})
}
