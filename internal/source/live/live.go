// Package live reads what an account answers to the operations that describe and
// list: what is deployed, as the requests that made it.
package live

import (
	"fmt"
	"strings"

	"github.com/logsieve/logsieve/internal/document"
	"github.com/logsieve/logsieve/internal/source"
)

// Read reads a document that is an answer, or a list of such; false when it is
// none. A list alone, as --query leaves it, is an answer without its last word on
// further pages.
func Read(f *source.Reader, root *document.Node) bool {
	r := &reader{f: f, values: source.NewLiteral(f)}
	switch {
	case root.Kind == document.Mapping:
		return r.answer(root)
	case root.Kind != document.Sequence || len(root.Items) == 0:
		return false
	}
	for i := range kinds {
		if k := &kinds[i]; k.holds(root) && observed(root.Items[0]) {
			r.list(k, root, root.Whole, &source.Listing{Bare: true})
			return true
		}
	}
	if !isAnswer(root.Items[0]) {
		return false
	}
	for _, item := range root.Items {
		r.answer(item)
	}
	return true
}

// Starts reports whether a file starts as an answer does: one that is broken
// further on is one all the same.
func Starts(data []byte) bool {
	key := source.FirstKey(data)
	for _, k := range kinds {
		if k.member == key {
			return true
		}
	}
	return false
}

// observed reports whether an item has what only an account tells.
func observed(item *document.Node) bool {
	for _, member := range []string{"creationTime", "AlarmArn", "TrailARN", "lastUpdatedTime", "TopicArn"} {
		if item.Get(member) != nil {
			return true
		}
	}
	return false
}

// isAnswer reports whether an object has lists of ours, and nothing that an
// answer does not have.
func isAnswer(root *document.Node) bool {
	found := false
	for _, m := range root.Members {
		k := kindOf(m.Name)
		switch {
		case k != nil && k.holds(m.Value):
			found = true
		case k != nil && m.Value.Kind != document.Sequence: // no list, which the reader says
		case m.Name == "Policy" && m.Value.Kind == document.Scalar, isToken(m.Name):
		case m.Name == "ResponseMetadata", m.Name == "$metadata", m.Name == "RevisionId", m.Name == "LogAlarms":
		default:
			return false
		}
	}
	return found || root.Get("Policy") != nil
}

func isToken(member string) bool { return member == "nextToken" || member == "NextToken" }

func kindOf(member string) *kind {
	for i := range kinds {
		if kinds[i].member == member {
			return &kinds[i]
		}
	}
	return nil
}

// reader reads the answers of one file.
type reader struct {
	f      *source.Reader
	values *source.Literal
}

// answer reads one page.
func (r *reader) answer(root *document.Node) bool {
	if root.Kind != document.Mapping || !isAnswer(root) {
		return false
	}
	var page source.Listing
	for _, m := range root.Members {
		if isToken(m.Name) && m.Value.Kind != document.Null && r.f.Str(m.Value) != "" {
			page.More, page.Token = true, m.Key
		}
	}
	read := false
	for _, m := range root.Members {
		if k := kindOf(m.Name); k != nil {
			one := page
			r.list(k, m.Value, m.Key, &one)
			read = true
		}
	}
	if policy := root.Get("Policy"); policy != nil && !read {
		return r.functionPolicy(policy, root)
	}
	return true
}

// list reads the items of a page.
func (r *reader) list(k *kind, list *document.Node, at document.Span, page *source.Listing) {
	r.f.Format = source.Live
	page.Lists, page.Member, page.At, page.Items = k.lists, k.member, at, len(list.Items)
	r.f.Listings = append(r.f.Listings, page)
	other := func(n *document.Node, reason string) {
		page.Bare = true // there may be more than what is read
		r.f.Problems = append(r.f.Problems, &document.Problem{Span: n.Whole, Reason: reason, Remedy: "Save the answer of the command as it is."})
	}
	if list.Kind != document.Sequence && list.Kind != document.Null {
		other(list, fmt.Sprintf("%s is not a list.", k.member))
	}
	for _, item := range list.Items {
		switch missing := k.lacks(item); {
		case item.Kind != document.Mapping:
			other(item, fmt.Sprintf("This item of %s is not an object.", k.member))
		case missing != "":
			other(item, fmt.Sprintf("This item of %s has no %s.", k.member, missing))
		default:
			r.item(k, item)
		}
	}
}

func (r *reader) item(k *kind, item *document.Node) {
	all := final(r.values.Value(item))
	made := &source.Resource{
		Address: k.member + "." + r.f.Str(item.Get(k.name)), Type: k.member, At: item.Get(k.name).Whole, Body: item.Whole,
		Operation: k.lists, Input: selected(all, k.members), Observed: all,
	}
	if arn, ok := all.Get(k.arn).Str(); ok {
		made.Account, made.Region = source.Place(arn)
		if name := arn[strings.LastIndexByte(arn, ':')+1:]; k.name == "TopicArn" {
			made.Address = k.member + "." + name
			made.Input.SetMember(&source.Member{Name: "Name", Key: made.At, Value: &source.Value{Kind: source.String, Span: made.At, Text: document.UnitText(name, made.At)}})
		}
	}
	switch k.member {
	case "accountPolicies":
		made.Account, _ = all.Get("accountId").Str()
	case "trailList":
		r.trail(made)
	}
	r.add(made)
	switch k.member {
	case "logGroups":
		r.also(made, all, logs("PutRetentionPolicy").Name, "logGroupName", "retentionInDays")
	case "destinations":
		r.also(made, all, logs("PutDestinationPolicy").Name, "destinationName", "accessPolicy")
	}
}

// trail gives a trail the place of the log group that it feeds, which may not be
// that of the answer, and selectors that are not known if it has some.
func (r *reader) trail(made *source.Resource) {
	if arn, ok := made.Input.Get("CloudWatchLogsLogGroupArn").Str(); ok {
		made.Account, made.Region = source.Place(arn)
	}
	if custom := made.Observed.Get("HasCustomEventSelectors"); custom != nil && !(custom.Kind == source.Bool && !custom.Bool) {
		made.Input.SetMember(&source.Member{Name: "EventSelectors", Key: custom.Span, Value: &source.Value{Kind: source.Unknown, Span: custom.Span, What: "its event selectors"}})
	}
}

// also adds a further request that an item stands for, when it has its last
// member.
func (r *reader) also(of *source.Resource, all *source.Value, operation string, members ...string) {
	if v := all.Get(members[len(members)-1]); v == nil || v.Kind == source.Null {
		return
	}
	more := *of
	more.Operation, more.Input = logs(operation), selected(all, members)
	r.f.Resources = append(r.f.Resources, &more)
}

func (r *reader) add(made *source.Resource) { r.f.Resources = append(r.f.Resources, made) }

// selected are the members of an item that its request has.
func selected(all *source.Value, names []string) *source.Value {
	input := &source.Value{Kind: source.Map, Span: all.Span}
	for _, name := range names {
		for _, m := range all.Members {
			if m.Name == name && m.Value.Kind != source.Null {
				input.SetMember(m)
			}
		}
	}
	return input
}

// final makes the texts of a value such that nobody edits them: the file is a
// copy of what is deployed.
func final(v *source.Value) *source.Value {
	if v.Text != nil {
		v.Text.Style = document.Mixed
	}
	for _, item := range v.Items {
		final(item)
	}
	for _, m := range v.Members {
		final(m.Value)
	}
	return v
}

// NumberAddresses tells resources of one name apart: filters of several log
// groups may have it. The requests of one item have one address.
func NumberAddresses(f *source.Reader) {
	type numbered struct {
		body document.Span
		n    int
	}
	seen := map[string]*numbered{}
	for _, r := range f.Resources {
		before := seen[r.Address]
		switch {
		case before == nil:
			seen[r.Address] = &numbered{r.Body, 1}
			continue
		case before.body != r.Body:
			before.n++
			before.body = r.Body
		}
		if before.n > 1 {
			r.Address += fmt.Sprintf(" #%d", before.n)
		}
	}
}
