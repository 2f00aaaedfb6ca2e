// Package change is what differs between two states of what configurations
// deploy, by meaning: filters that match the same log events are the same
// however they are written. It also says which alarms stop ringing, and what a
// deploy of the change does in between.
package change

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/budget"
	"github.com/logsieve/logsieve/internal/chain"
	"github.com/logsieve/logsieve/internal/estate"
	"github.com/logsieve/logsieve/internal/source"
)

// Side is one of the two states.
type Side struct {
	Name string // as the user calls it
	// Root is the folder or file that was asked for: names of files are
	// compared as seen from it.
	Root  string
	Files []*source.File // that hold something of ours
	// Looked is how many files were looked at.
	Looked int
	// Refused is why the service would not take a resource, "" when nothing is
	// known to be wrong with it; nil is nothing for all.
	Refused func(estate.Located) string
}

// Options are what to compare by.
type Options struct {
	// Work bounds all proofs; nil is budget.Command steps.
	Work *budget.Budget
}

// Class is what has become of a resource.
type Class string

// The classes, the gravest first.
const (
	Removed Class = "removed"
	Changed Class = "changed"
	Added   Class = "added"
	Renamed Class = "renamed"  // its name alone
	Unknown Class = "unknown"  // whether it is the same is not known
	Moved   Class = "moved"    // to another place in the files; what is deployed is the same
	Rewrote Class = "reworded" // its filter pattern, which matches the same log events
)

// Different reports whether a change is one of meaning.
func (c Class) Different() bool { return c != Moved && c != Rewrote }

// Place is where a resource stands.
type Place struct {
	Address string `json:"address"`
	File    string `json:"file"`
	Line    int    `json:"line"`

	Span source.Span `json:"-"` // in the file
}

// Change is what has become of one resource.
type Change struct {
	Class   Class          `json:"class"`
	Kind    string         `json:"kind"`
	Name    string         `json:"name"`
	Group   string         `json:"logGroup,omitempty"` // of a filter
	Old     *Place         `json:"old,omitempty"`
	New     *Place         `json:"new,omitempty"`
	Pattern *PatternChange `json:"filterPattern,omitempty"`
	Members []Member       `json:"members,omitempty"`
	// Reason is why it is not known whether the resource is the same.
	Reason string `json:"reason,omitempty"`
	// Calls is in how many more calls of a module the same change is seen.
	Calls int `json:"calls,omitempty"`
}

// Member is a member of a request that differs. A value that is absent is "".
type Member struct {
	Name string `json:"name"` // as the API spells it, with its path
	Old  string `json:"old"`
	New  string `json:"new"`
	// Unknown is set when it is not known that the values differ.
	Unknown bool `json:"unknown,omitempty"`
}

// Effect is what becomes of an alarm, or of what a subscription filter
// delivers.
type Effect string

// The effects.
const (
	Stops    Effect = "stops"  // was proven or undecided, and is broken
	InDoubt  Effect = "doubt"  // was proven, and no longer is
	MayBegin Effect = "may"    // was broken, and is undecided
	Begins   Effect = "begins" // was broken, and is proven
)

// The kinds that have chains.
const (
	alarmKind = "alarm"
	delivery  = "subscription filter"
)

// Chain is an alarm or a subscription filter whose chain has another verdict.
type Chain struct {
	Effect  Effect         `json:"effect"`
	Kind    string         `json:"kind"` // alarm or subscription filter
	Name    string         `json:"name"`
	Link    string         `json:"link,omitempty"` // that the verdict comes from
	Reason  string         `json:"reason,omitempty"`
	At      Place          `json:"at"` // of the link
	Witness *chain.Witness `json:"witness,omitempty"`
	Event   string         `json:"event,omitempty"` // that a subscription filter delivers
}

// Holdings are what a side holds.
type Holdings struct {
	Name   string  `json:"name"`
	Looked int     `json:"looked"` // files that were looked at
	Files  int     `json:"files"`  // of them, that hold something of ours
	Kinds  []Count `json:"kinds"`
}

// Count is how many there are of a kind.
type Count struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

// Diff is what differs between two sides.
type Diff struct {
	Old     Holdings  `json:"old"`
	New     Holdings  `json:"new"`
	Chains  []*Chain  `json:"chains"`
	Changes []*Change `json:"changes"`
	Deploy  []*Step   `json:"deploy"`
	// Same is how many resources are on both sides and mean the same.
	Same int `json:"same"`
	// Unknown is how many values are not known, and written the same.
	Unknown int `json:"unknown"`

	// ends are the files of the new side, by their names as seen from its root, and
	// names is the same for the old side the other way round.
	ends, names map[string]string
}

// Different reports whether there is a difference of meaning, or a deploy would
// do something in between.
func (d *Diff) Different() bool {
	for _, c := range d.Changes {
		if c.Class.Different() {
			return true
		}
	}
	return len(d.Chains)+len(d.Deploy) > 0
}

// Of compares two sides.
func Of(old, new *Side, opts Options) *Diff {
	if opts.Work == nil {
		opts.Work = budget.New(context.Background(), budget.Command)
	}
	c := &comparison{work: opts.Work, compared: map[[2]string]*PatternChange{}}
	for i, s := range []*Side{old, new} {
		c.sides[i] = newSide(s)
	}
	c.pair()
	d := &Diff{Old: c.sides[0].holdings(), New: c.sides[1].holdings()}
	d.Changes, d.Same = c.changes()
	d.Unknown = c.unknown
	d.ends, d.names = map[string]string{}, map[string]string{}
	for _, f := range new.Files {
		d.ends[c.sides[1].within(f.Name)] = f.Name
	}
	for _, f := range old.Files {
		d.names[f.Name] = c.sides[0].within(f.Name)
	}
	d.Deploy = c.deploy()
	d.Chains = c.chains()
	return d
}

// comparison is the work on two sides.
type comparison struct {
	sides    [2]*side
	work     *budget.Budget
	pairs    int
	unknown  int // values that are not known, and written the same
	compared map[[2]string]*PatternChange
}

// side is a state and its resources.
type side struct {
	*Side
	estate *estate.Estate
	items  []*item
	// byResource and byAddress find items, the latter by addressKey.
	byResource map[*source.Resource]*item
	byAddress  map[string]*item
	groups     map[*estate.Group]*item // that define them
	// broken are the files of which not all can be read: by name, by folder with
	// a / and, when it is all there is, by "".
	broken map[string]string
}

// item is a resource of one side.
type item struct {
	estate.Located
	side  *side
	kind  string
	name  string // known, or an expression
	known bool   // the name
	group *estate.Group
	sure  bool // the group
	scope string
	// more is a member that another resource of the same address has: a log
	// group's retention.
	more *source.Member
	// damaged is set when a part of the resource itself could not be read.
	damaged bool
	// pair is the same resource on the other side, id a number of both; differs is
	// set when the two do.
	pair    *item
	id      int
	differs bool
}

func newSide(s *Side) *side {
	one := &side{Side: s, estate: estate.New(s.Files), byResource: map[*source.Resource]*item{}, byAddress: map[string]*item{}, groups: map[*estate.Group]*item{}, broken: map[string]string{}}
	filters := map[*source.Resource]*estate.Filter{}
	for _, f := range one.estate.Filters {
		filters[f.Resource] = f
	}
	for _, f := range s.Files {
		before := len(one.items)
		created := map[string]*item{}
		for _, r := range f.Resources {
			l := estate.Located{File: f, Resource: r}
			if r.Operation == estate.PutRetentionPolicy && created[r.Address] != nil {
				created[r.Address].more = &source.Member{Name: "retentionInDays", Value: r.Input.Get("retentionInDays")}
				continue
			}
			it := one.add(l)
			switch r.Operation {
			case estate.CreateLogGroup:
				created[r.Address] = it
				it.group = one.estate.GroupOf(l)
				one.groups[it.group] = it
			case estate.PutMetricFilter, estate.PutSubscriptionFilter:
				if known := filters[r]; known != nil {
					it.Located, it.group, it.sure = known.Located, known.Group, known.Sure
				}
			}
		}
		for _, r := range f.Links {
			if l := (estate.Located{File: f, Resource: r}); r.Operation == source.AddPermission && forLogs(r) {
				one.add(l)
			}
		}
		if len(f.Problems) > 0 {
			name := one.within(f.Name)
			one.broken[name], one.broken[path.Dir(name)+"/"] = f.Name, f.Name
			if f.Name == s.Root {
				one.broken[""] = f.Name
			}
			damage(f, one.items[before:])
		}
	}
	return one
}

// damage finds the resources of a file that could not be read in whole: what
// cannot be read stands in them or, where the text after it is not read, they
// are the last before it.
func damage(f *source.File, items []*item) {
	var problems []int
	for _, p := range f.Problems {
		problems = append(problems, p.Span.Start)
	}
	slices.Sort(problems)
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b *item) int { return a.Resource.Body.Start - b.Resource.Body.Start })
	for _, it := range items {
		i, _ := slices.BinarySearch(problems, it.Resource.Body.Start)
		it.damaged = i < len(problems) && problems[i] <= it.Resource.Body.End
	}
	for _, at := range problems {
		i, _ := slices.BinarySearchFunc(items, at+1, func(it *item, at int) int { return it.Resource.Body.Start - at })
		if i > 0 && !f.Format.ByFolder {
			items[i-1].damaged = true
		}
	}
}

// forLogs reports whether a permission lets logs or alarms invoke a function, or
// may.
func forLogs(r *source.Resource) bool {
	principal, ok := r.Input.Get("Principal").Str()
	return !ok || principal == "*" || strings.HasPrefix(principal, "logs.") || strings.HasPrefix(principal, "lambda.alarms.")
}

func (s *side) add(l estate.Located) *item {
	it := &item{Located: l, side: s, kind: kindOf(l.Resource), scope: s.relative(l)}
	if v := l.Resource.Input.Get(nameMember(l.Resource.Operation)); v != nil {
		_, it.known = v.Str()
		it.name = estate.Expression(v)
	}
	s.items = append(s.items, it)
	s.byResource[l.Resource] = it
	s.byAddress[it.addressKey()] = it
	return it
}

// relative is what is deployed together, as seen from the root of the side.
func (s *side) relative(l estate.Located) string {
	if l.File.Name == s.Root {
		return ""
	}
	return s.within(l.Folder())
}

// within is a name as seen from the root of the side.
func (s *side) within(name string) string {
	root := path.Clean(s.Root)
	if name == root {
		return "."
	}
	if rest, ok := strings.CutPrefix(name, strings.TrimSuffix(root, "/")+"/"); ok && root != "." {
		return rest
	}
	return name
}

func (it *item) place() *Place {
	return &Place{it.Resource.Address, it.File.Name, it.File.Position(it.Resource.At.Start).Line, it.Resource.At}
}

func (it *item) filter() bool {
	return it.Resource.Operation == estate.PutMetricFilter || it.Resource.Operation == estate.PutSubscriptionFilter
}

// matches reports whether it has a filter pattern that is compared.
func (it *item) matches() bool { return it.filter() || it.kind == listed }

// title is the item's name for people.
func (it *item) title() string {
	if it.name != "" {
		return it.name
	}
	return it.Resource.Address
}

func (it *item) groupTitle() string {
	if !it.filter() || it.group == nil {
		return ""
	}
	if it.group.Name != "" {
		return it.group.Name
	}
	if d := it.group.Defined; it.group.What == "" && d != nil {
		return d.Resource.Address
	}
	return it.group.What
}

func (s *side) holdings() Holdings {
	h := Holdings{Name: s.Name, Looked: s.Looked, Files: len(s.Files), Kinds: []Count{}}
	n := map[string]int{}
	for _, it := range s.items {
		n[it.kind]++
	}
	for _, kind := range sortedKinds(n) {
		h.Kinds = append(h.Kinds, Count{kind, n[kind]})
	}
	return h
}
