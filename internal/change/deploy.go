package change

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/logsieve/logsieve/grammar"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/quota"
)

// Step is what a deploy of the change does in between.
type Step struct {
	Tool    string `json:"tool"`
	Effect  string `json:"effect"` // refused, twice, gap, order, lost
	Kind    string `json:"kind"`   // of the resource
	Name    string `json:"name"`
	Group   string `json:"logGroup,omitempty"`
	Message string `json:"message"`
	Event   string `json:"event,omitempty"` // a log event that it happens to
	At      Place  `json:"at"`
	From    string `json:"from,omitempty"` // the old address, where it is another one
}

// The tools whose order is known.
const (
	byCloudFormation = "CloudFormation"
	byTerraform      = "Terraform"
)

// deploy is what happens between the two states, as far as it is sure. It is
// said of resources that are deployed together on both sides: a template, a
// folder of Terraform.
func (c *comparison) deploy() []*Step {
	steps := append([]*Step{}, c.crowded()...)
	for _, old := range c.sides[0].items {
		new := old.pair
		if new == nil || old.scope != new.scope || c.partly(old) || c.partly(new) || old.MayBeAbsent() || new.MayBeAbsent() || old.File.Format != new.File.Format {
			continue
		}
		var one *Step
		switch f := new.File.Format; {
		case f.ByCloudFormation:
			one = c.cloudFormation(old, new)
		case f.ByFolder && !new.Resource.Called:
			one = c.terraform(old, new)
		}
		if one != nil {
			one.Kind, one.Name, one.Group, one.At = new.kind, new.title(), new.groupTitle(), *new.place()
			steps = append(steps, one)
		}
	}
	return steps
}

// replaced reports whether an update surely replaces a filter: its name or its
// log group cannot be changed.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-subscriptionfilter.html
func replaced(old, new *item) bool {
	return old.known && new.known && old.name != new.name || old.sure && new.sure && !sameGroup(old, new)
}

// cloudFormation makes what is new before it removes what is old.
func (c *comparison) cloudFormation(old, new *item) *Step {
	if groupReplaced(old, new) {
		if old.mayMention("DeletionPolicy", "UpdateReplacePolicy") || new.mayMention("DeletionPolicy", "UpdateReplacePolicy") {
			return nil
		}
		return &Step{Tool: byCloudFormation, Effect: "lost", Message: "The log group is replaced: the new one is created, and then the old one is deleted with its log events. UpdateReplacePolicy: Retain keeps it."}
	}
	handed := c.handed(old, new)
	if !old.filter() || !sameGroup(old, new) || !handed && !replaced(old, new) {
		return nil
	}
	if handed && old.known && new.known && old.name == new.name {
		return &Step{Tool: byCloudFormation, Effect: "order", From: old.Resource.Address,
			Message: "The new one is created before the old one is removed, and both are the same filter of the log group: the deploy fails, or removes the filter at its end. Keep the logical ID, or give it another name."}
	}
	return c.twice(byCloudFormation, old, new)
}

// twice is what happens to log events that both of two filters match, of which
// the second is made before the first is removed.
func (c *comparison) twice(tool string, old, new *item) *Step {
	if !sameTarget(old, new) {
		return nil
	}
	event, ok := c.overlap(old, new)
	if !ok {
		return nil
	}
	what := "is delivered twice"
	if old.kind != delivery {
		what = "counts twice"
	}
	return &Step{Tool: tool, Effect: "twice", Event: event, Message: fmt.Sprintf("The new filter is created before the old one is removed: in between what both match %s.", what)}
}

// sameTarget reports whether two filters surely publish one metric, or deliver
// to one destination.
func sameTarget(a, b *item) bool {
	if a.kind == delivery {
		x, y := a.Resource.Input.Get("destinationArn"), b.Resource.Input.Get("destinationArn")
		return x != nil && y != nil && same(a.leaf("destinationArn", x), b.leaf("destinationArn", y))
	}
	x, all := published(a)
	y, _ := published(b)
	return all && len(x) > 0 && slices.ContainsFunc(x, func(m string) bool { return slices.Contains(y, m) })
}

// groupReplaced reports whether a log group surely is made anew.
func groupReplaced(old, new *item) bool {
	return old.Resource.Operation == estate.CreateLogGroup && old.Resource.Address == new.Resource.Address && old.known && new.known && old.name != new.name
}

// text is what a file says of a resource; ok is false where it cannot be seen.
func (it *item) body() (text []byte, ok bool) {
	at := it.Resource.Body
	if it.Resource.Called || at.Start < 0 || at.End > len(it.File.Data) || at.Start > at.End {
		return nil, false
	}
	return it.File.Data[at.Start:at.End], true
}

// mayMention reports whether the text of a resource holds a word, or cannot be
// seen.
func (it *item) mayMention(words ...string) bool {
	text, ok := it.body()
	return !ok || slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(text, []byte(w)) })
}

// handed reports whether a pair has another address, and each of the two is on
// its side only: the tool removes one and makes the other.
func (c *comparison) handed(old, new *item) bool {
	return old.Resource.Address != new.Resource.Address && c.sides[1].byAddress[old.addressKey()] == nil && c.sides[0].byAddress[new.addressKey()] == nil
}

func (it *item) addressKey() string { return key(it.kind, it.scope, it.Resource.Address) }

var (
	createFirst = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`create_before_destroy"?\s*[=:]\s*true`) })
	movedBlock  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*("moved"\s*:|(moved|removed|import)\s*\{)`) })
)

// terraform destroys before it creates, unless create_before_destroy says
// otherwise, of one address; two addresses have no order.
func (c *comparison) terraform(old, new *item) *Step {
	sameAddress := old.Resource.Address == new.Resource.Address
	switch {
	case sameAddress && (groupReplaced(old, new) || old.Resource.Operation == estate.CreateLogGroup && otherClass(old, new)):
		if old.mayMention("skip_destroy", "prevent_destroy") || new.mayMention("skip_destroy", "prevent_destroy") {
			return nil
		}
		return &Step{Tool: byTerraform, Effect: "lost", Message: "The log group is replaced: the old one is destroyed with its log events. skip_destroy = true keeps it."}
	case !old.filter():
		return nil
	case sameAddress && replaced(old, new):
		if new.inFolder(createFirst()) {
			if text, ok := new.body(); ok && sameGroup(old, new) && createFirst().Match(text) {
				return c.twice(byTerraform, old, new)
			}
			return nil // another resource may hand it on
		}
		what := "counted"
		if old.kind == delivery {
			what = "delivered"
		}
		return &Step{Tool: byTerraform, Effect: "gap", Message: fmt.Sprintf("The filter is destroyed before it is created again: log events in between are not %s. lifecycle { create_before_destroy = true } reverses the order.", what)}
	case c.handed(old, new) && !old.byPosition() && !new.byPosition() && old.known && new.known && old.name == new.name && sameGroup(old, new) && !new.inFolder(movedBlock()):
		return &Step{Tool: byTerraform, Effect: "order", Message: "The old address is destroyed and the new one created in no order, and both are the same filter of the log group: it may be gone after the deploy. A moved block keeps it.", From: old.Resource.Address}
	}
	return nil
}

// otherClass reports whether a log group surely has another class.
func otherClass(old, new *item) bool {
	class := func(it *item) (string, bool) {
		v := it.Resource.Input.Get("logGroupClass")
		if v == nil {
			return "STANDARD", true
		}
		return v.Str()
	}
	a, known := class(old)
	b, knownNew := class(new)
	return known && knownNew && a != b
}

// inFolder reports whether a file of the folder of an item holds something.
func (it *item) inFolder(what *regexp.Regexp) bool {
	for _, f := range it.side.Files {
		if path.Dir(f.Name) == path.Dir(it.File.Name) && what.Match(f.Data) {
			return true
		}
	}
	return false
}

// crowded are log groups that have more filters while CloudFormation deploys
// than they may have.
func (c *comparison) crowded() []*Step {
	type stack struct{ scope, group string }
	type counts struct {
		old, created, after [3]int
		first               [3]*item
	}
	found := map[stack]*counts{}
	var order []stack
	names := map[string]bool{} // of old filters
	of := func(it *item) *counts {
		k := stack{it.scope, it.groupKey()}
		if found[k] == nil {
			found[k] = &counts{}
			order = append(order, k)
		}
		return found[k]
	}
	eligible := func(it *item) bool {
		return it.filter() && it.File.Format.ByCloudFormation && it.sure && !it.MayBeAbsent() && !c.partly(it)
	}
	for _, it := range c.sides[0].items {
		if eligible(it) {
			for _, i := range it.quotas() {
				of(it).old[i]++
			}
			names[it.named()] = true
		}
	}
	for _, it := range c.sides[1].items {
		if !eligible(it) {
			continue
		}
		n := of(it)
		old := c.sides[0].byAddress[it.addressKey()]
		kept := old != nil && !replaced(old, it)
		for _, i := range it.quotas() {
			n.after[i]++
			if k := it.named(); !kept && (k == "" || !names[k]) {
				if n.created[i]++; n.first[i] == nil {
					n.first[i] = it
				}
			}
		}
	}
	var steps []*Step
	for _, k := range order {
		n := found[k]
		for i, q := range quotas() {
			peak := n.old[i] + n.created[i]
			if n.created[i] == 0 || peak <= q.most || n.old[i] > q.most || n.after[i] > q.most {
				continue
			}
			it := n.first[i]
			steps = append(steps, &Step{
				Tool: byCloudFormation, Effect: "refused", Kind: it.kind, Name: it.title(), Group: it.groupTitle(), At: *it.place(),
				Message: fmt.Sprintf("New filters are created before old ones are removed: in between the log group has %d %s, but may have only %d%s. The deploy fails; remove the old ones in a separate deploy.", peak, q.what, q.most, q.until),
			})
		}
	}
	return steps
}

// limit is a number that filters of a log group count against.
type limit struct {
	what  string
	most  int
	until string
}

func quotas() [3]limit {
	august := time.Date(2026, time.August, 1, 0, 0, 0, 0, time.UTC)
	return [3]limit{
		{"metric filters", quota.MetricFilters, ""},
		{"subscription filters", quota.SubscriptionFilters, fmt.Sprintf(" (until August 2026 it took %d)", quota.SubscriptionFiltersAsOf(august))},
		{"filters with a regular expression", quota.RegexFilters, ""},
	}
}

// quotas are the indexes of those that a filter counts against.
func (it *item) quotas() []int {
	list := []int{0}
	if it.kind == delivery {
		list = []int{1}
	}
	text, known := it.pattern()
	if p, err := grammar.Parse(text); err == nil && known {
		for n := range grammar.All(p) {
			if _, ok := n.(*grammar.Regex); ok {
				return append(list, 2)
			}
		}
	}
	return list
}
