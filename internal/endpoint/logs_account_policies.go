package endpoint

import (
	"cmp"
	"slices"

	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

// singlePolicyTypes are the types of which an account has few policies.
var singlePolicyTypes = []string{"DATA_PROTECTION_POLICY", "SUBSCRIPTION_FILTER_POLICY"}

// accountPolicy is the shape AccountPolicy.
type accountPolicy struct {
	PolicyName        string `json:"policyName"`
	PolicyDocument    string `json:"policyDocument"`
	LastUpdatedTime   int64  `json:"lastUpdatedTime"`
	PolicyType        string `json:"policyType"`
	Scope             string `json:"scope"`
	SelectionCriteria string `json:"selectionCriteria,omitempty"`
	AccountID         string `json:"accountId"`
}

func (c *call) accountPolicy(p store.AccountPolicy) accountPolicy {
	return accountPolicy{p.Name, p.Document, p.UpdateTime, p.Type, p.Scope, p.SelectionCriteria, c.account}
}

func (c *call) putAccountPolicy() (accountPolicy, error) {
	p := store.AccountPolicy{
		Name: c.text("policyName"), Type: c.text("policyType"), Document: c.text("policyDocument"),
		Scope: cmp.Or(c.text("scope"), "ALL"), SelectionCriteria: c.text("selectionCriteria"), UpdateTime: c.now,
	}
	others := 0
	err := c.tx.AccountPolicies().Each(policyKey(p.Type, ""), "", func(_ string, have store.AccountPolicy) bool {
		if have.Name != p.Name {
			others++
		}
		return true
	})
	if err != nil || slices.Contains(singlePolicyTypes, p.Type) && others >= quota.AccountPolicies {
		return accountPolicy{}, cmp.Or(err, tooMany())
	}
	return c.accountPolicy(p), c.tx.AccountPolicies().Put(policyKey(p.Type, p.Name), p)
}

func (c *call) deleteAccountPolicy() error {
	name := c.text("policyName")
	return deleted(c.tx.AccountPolicies(), policyKey(c.text("policyType"), name), policyMissing(name))
}

func (c *call) describeAccountPolicies() (page[accountPolicy], error) {
	name, one := c.in.Get("policyName").Text()
	return listed(c, c.tx.AccountPolicies(), policyKey(c.text("policyType"), ""), func(_ string, p store.AccountPolicy) (accountPolicy, bool, error) {
		return c.accountPolicy(p), !one || p.Name == name, nil
	})
}
