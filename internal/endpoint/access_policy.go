package endpoint

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// accessPolicy is as much of the access policy of a destination as decides
// who may subscribe. That it is one has been checked when it was put.
type accessPolicy struct {
	Statement oneOrMore[accessStatement]
}

type accessStatement struct {
	Effect    string
	Principal json.RawMessage
	Action    oneOrMore[string]
	Condition json.RawMessage
}

// oneOrMore is a list, of which a single item may stand alone.
type oneOrMore[T any] []T

// UnmarshalJSON implements json.Unmarshaler.
func (l *oneOrMore[T]) UnmarshalJSON(text []byte) error {
	var single T
	if json.Unmarshal(text, &single) == nil {
		*l = oneOrMore[T]{single}
		return nil
	}
	return json.Unmarshal(text, (*[]T)(l))
}

func readAccessPolicy(document string) (p accessPolicy) {
	_ = json.Unmarshal([]byte(document), &p) // what is no policy allows and denies nothing
	return p
}

// denies reports whether a policy surely denies an action to an account:
// conditions are not evaluated.
func (p accessPolicy) denies(account, action string) bool {
	return slices.ContainsFunc(p.Statement, func(s accessStatement) bool {
		return s.Effect == "Deny" && s.Condition == nil && slices.Contains(s.accounts(), account) && s.acts(action)
	})
}

func (s accessStatement) accounts() []string {
	var p struct{ AWS oneOrMore[string] }
	_ = json.Unmarshal(s.Principal, &p) // "*" is no account
	return p.AWS
}

func (s accessStatement) acts(action string) bool {
	return slices.ContainsFunc(s.Action, func(pattern string) bool {
		// Actions have no slashes and no brackets, so that * is all of them.
		ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(action))
		return ok && err == nil
	})
}

// maySubscribe checks that a log group of this account may be subscribed to a
// destination of it: any policy that does not deny it is enough (recorded:
// stackd, destination-principals.json).
func (c *call) maySubscribe(arn, roleARN string, d store.Destination) error {
	const action = "logs:PutSubscriptionFilter"
	p := readAccessPolicy(d.AccessPolicy)
	switch {
	case d.AccessPolicy == "":
		return denied("User with accountId: " + c.account + " is not authorized to perform: " + action + " on resource: " + arn)
	case p.denies(c.account, action):
		return denied("User: " + c.caller() + " is not authorized to perform: " + action + " on resource: " + arn + " with an explicit deny in a resource-based policy")
	case roleARN == "" && request.ForOrganizations(d.AccessPolicy):
		return invalid(request.RoleForOrganization)
	}
	return nil
}

// caller is the ARN of who sends requests: nobody else is told apart.
func (c *call) caller() string { return "arn:aws:iam::" + c.account + ":root" }
