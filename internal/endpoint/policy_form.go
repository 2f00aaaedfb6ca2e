package endpoint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// policyForm is an IAM policy in the order in which the service writes it.
type policyForm struct {
	Version   json.RawMessage
	ID        json.RawMessage `json:"Id,omitempty"`
	Statement []policyStatement
}

type policyStatement struct {
	Sid          json.RawMessage `json:",omitempty"`
	Effect       json.RawMessage `json:",omitempty"`
	Principal    json.RawMessage `json:",omitempty"`
	NotPrincipal json.RawMessage `json:",omitempty"`
	Action       json.RawMessage `json:",omitempty"`
	NotAction    json.RawMessage `json:",omitempty"`
	Resource     json.RawMessage `json:",omitempty"`
	NotResource  json.RawMessage `json:",omitempty"`
	Condition    json.RawMessage `json:",omitempty"`
}

// canonicalPolicy is a policy document as DescribeResourcePolicies shows it:
// with a version, its members in order, and no list around a single text.
// Recorded: LocalStack, test_put_resource_policy_update, for the services of
// a principal; that other lists are written alike is our reading of it. A
// document that has anything else stays as it is.
func canonicalPolicy(document string) string {
	var p policyForm
	if !decodeStrictly([]byte(document), &p) {
		var single struct {
			policyForm
			Statement policyStatement
		}
		if !decodeStrictly([]byte(document), &single) {
			return document
		}
		p = single.policyForm
		p.Statement = []policyStatement{single.Statement}
	}
	if p.Version == nil {
		p.Version = json.RawMessage(`"2008-10-17"`)
	}
	for i := range p.Statement {
		s := &p.Statement[i]
		for _, member := range []*json.RawMessage{&s.Principal, &s.NotPrincipal, &s.Action, &s.NotAction, &s.Resource, &s.NotResource, &s.Condition} {
			*member = unlisted(*member)
		}
		s.Condition = sortedCondition(s.Condition)
	}
	return string(marshal(p))
}

// conditionOrder is the order of condition operators, by how they begin.
// Recorded is that StringEquals comes before ArnEquals (stackd,
// logs_destination.json); the rest is the order of the IAM user guide.
var conditionOrder = [...]string{"String", "Numeric", "Date", "Bool", "Binary", "IpAddress", "NotIpAddress", "Arn", "Null"}

// sortedCondition brings the operators of a condition into their order.
func sortedCondition(value json.RawMessage) json.RawMessage {
	var operators map[string]json.RawMessage
	if json.Unmarshal(value, &operators) != nil || operators == nil {
		return value
	}
	rank := func(name string) int {
		_, after, qualified := strings.Cut(name, ":") // such as ForAnyValue:StringLike
		if qualified {
			name = after
		}
		i := slices.IndexFunc(conditionOrder[:], func(kind string) bool { return strings.HasPrefix(name, kind) })
		if i < 0 {
			return len(conditionOrder)
		}
		return i
	}
	names := slices.SortedFunc(maps.Keys(operators), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
	b := bytes.NewBufferString("{")
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(marshal(name))
		b.WriteByte(':')
		b.Write(operators[name])
	}
	b.WriteByte('}')
	return b.Bytes()
}

// unlisted takes the list from around a single value, and from around those
// in objects.
func unlisted(value json.RawMessage) json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(value, &list) == nil && len(list) == 1 {
		return list[0]
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(value, &members) != nil || members == nil {
		return value
	}
	for name, member := range members {
		members[name] = unlisted(member)
	}
	return marshal(members)
}

func decodeStrictly[T any](text []byte, to *T) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(to) == nil
}
