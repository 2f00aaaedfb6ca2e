// Package estate is what all files of a run declare together: log groups,
// their filters and alarms, known by name or by reference. What the files do
// not tell stays unknown.
package estate

import (
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Estate is what configurations deploy, as far as they tell.
type Estate struct {
	Files   []*source.File
	Filters []*Filter // metric filters and subscription filters, by file and place
	Groups  []*Group  // in the order in which the files name them
	Alarms  []*Alarm
	// Composites are the composite alarms, whose rules are read for names alone.
	Composites []*Alarm
	Trails     []*Trail
	// AccountPolicies are those that deliver.
	AccountPolicies []*AccountPolicy

	permissions permissions
	roles       roles
	unread      func() map[string]*unread // by unit

	byKey        map[string]*Group
	published    publications
	byAddress    map[string]Located  // the resources that links lead to, by addressKey
	functions    map[string]*Located // by folder and known name
	destinations []Located
	policies     []Located // of destinations

	topics topics
	pages  map[request.Operation][]*source.Listing
	short  []Located // log groups that lack metric filters
}

// Located is a resource and its file.
type Located struct {
	File     *source.File
	Resource *source.Resource

	index int // of the resource among those of all files
}

// Group is a log group.
type Group struct {
	Name string // "" when it is not known
	What string // what the files call it, for people
	// Defined is where it is created, nil when no file does.
	Defined *Located
	// Kept is set when some file sets a retention; Retention is the value of
	// retentionInDays, nil when none says it.
	Kept      bool
	Retention *source.Value
	Filters   []*Filter
	// Attached are the transformers and anomaly detectors that surely name the
	// group.
	Attached []Located
}

// Filter is a metric filter or a subscription filter.
type Filter struct {
	Located
	Name  string // filterName, with what is not known in ${}
	Group *Group
	// Sure is set when the log group is known by its name or as a resource, and
	// not only by what an expression says.
	Sure bool
}

// Alarm is a metric alarm.
type Alarm struct {
	Located
	Name string

	in *Estate // nil for none
}

// The operations that the estate knows.
var (
	PutMetricFilter       = request.Operation{Service: request.Logs, Name: "PutMetricFilter"}
	PutSubscriptionFilter = request.Operation{Service: request.Logs, Name: "PutSubscriptionFilter"}
	PutRetentionPolicy    = request.Operation{Service: request.Logs, Name: "PutRetentionPolicy"}
	CreateLogGroup        = request.Operation{Service: request.Logs, Name: "CreateLogGroup"}
	PutTransformer        = request.Operation{Service: request.Logs, Name: "PutTransformer"}
	CreateAnomalyDetector = request.Operation{Service: request.Logs, Name: "CreateLogAnomalyDetector"}
	PutDestination        = request.Operation{Service: request.Logs, Name: "PutDestination"}
	PutDestinationPolicy  = request.Operation{Service: request.Logs, Name: "PutDestinationPolicy"}
	PutMetricAlarm        = source.PutMetricAlarm
)

// New looks through files. Resources that create log groups come first: a
// reference to one then finds it, wherever the files mention it.
func New(files []*source.File) *Estate {
	e := &Estate{Files: files, byKey: map[string]*Group{}, byAddress: map[string]Located{}, functions: map[string]*Located{}}
	all := e.located()
	only := map[string]*Group{}
	for _, l := range all {
		e.link(l)
		if l.Resource.Operation == CreateLogGroup {
			e.define(l, only)
		}
	}
	for key, g := range only {
		if _, taken := e.byKey[key]; !taken && g != nil {
			e.byKey[key] = g
		}
	}
	for _, l := range all {
		if l.Resource.Operation == PutRetentionPolicy {
			g, _ := e.groupOf(l)
			if g.Kept = true; g.Retention == nil {
				g.Retention = l.Resource.Input.Get("retentionInDays")
			}
		}
	}
	for _, l := range all {
		switch l.Resource.Operation {
		case PutMetricFilter, PutSubscriptionFilter:
			g, sure := e.groupOf(l)
			f := &Filter{Located: l, Name: Expression(l.Resource.Input.Get("filterName")), Group: g, Sure: sure}
			g.Filters = append(g.Filters, f)
			e.Filters = append(e.Filters, f)
		case PutMetricAlarm:
			e.Alarms = append(e.Alarms, &Alarm{l, Expression(l.Resource.Input.Get("AlarmName")), e})
		case PutDestination:
			e.destinations = append(e.destinations, l)
		case PutDestinationPolicy:
			e.policies = append(e.policies, l)
		}
	}
	for _, l := range all { // once all groups are known
		switch l.Resource.Operation {
		case PutTransformer:
			e.attach(l, l.Resource.Input.Get("logGroupIdentifier"))
		case CreateAnomalyDetector:
			if list := l.Resource.Input.Get("logGroupArnList"); list != nil {
				for _, v := range list.Items {
					e.attach(l, v)
				}
			}
		}
	}
	var topics, subscriptions []Located
	for _, f := range files {
		for _, r := range f.Links {
			l := Located{File: f, Resource: r}
			e.link(l)
			switch r.Operation {
			case source.PutCompositeAlarm:
				e.Composites = append(e.Composites, &Alarm{Located: l, Name: Expression(r.Input.Get("AlarmName"))})
			case source.CreateTrail:
				e.trail(l)
			case source.CreateTopic:
				topics = append(topics, l)
			case source.Subscribe:
				subscriptions = append(subscriptions, l)
			}
		}
	}
	for _, l := range all { // once all links are known
		if l.Resource.Operation == PutAccountPolicy {
			e.accountPolicy(l)
		}
	}
	e.indexPages()
	e.indexTopics(topics, subscriptions)
	e.indexPermissions()
	e.indexRoles()
	e.unread = sync.OnceValue(e.unreadParts)
	e.indexPublications()
	return e
}

// attach notes a resource at the log group that an identifier names, if the
// files know the group.
func (e *Estate) attach(l Located, identifier *source.Value) {
	if identifier == nil {
		return
	}
	key, _, sure := l.groupKey(GroupNamed(identifier))
	if g := e.byKey[key]; g != nil && sure {
		g.Attached = append(g.Attached, l)
	}
}

// located are the resources of all files. What stands in a file comes before
// what the file calls: it has a place of its own.
func (e *Estate) located() []Located {
	var own, called []Located
	for _, f := range e.Files {
		for _, r := range f.Resources {
			if r.Shown {
				continue
			}
			l := Located{f, r, len(own) + len(called)}
			if r.Called {
				called = append(called, l)
			} else {
				own = append(own, l)
			}
		}
	}
	return append(own, called...)
}

// OtherClass is the class of a log group that takes no filters, "" for STANDARD
// or one that is not known.
func (g *Group) OtherClass() string {
	if g.Defined == nil {
		return ""
	}
	class, _ := g.Defined.Resource.Input.Get("logGroupClass").Str()
	if class == "STANDARD" {
		return ""
	}
	return class
}

// define notes a resource that creates a log group. References find it by its
// address, and an only instance also without its index, as they may leave it
// out.
func (e *Estate) define(l Located, only map[string]*Group) {
	g, _ := e.groupOf(l)
	if g.Defined == nil {
		g.Defined = &l
	}
	e.byKey[l.addressKey(l.Resource.Address)] = g
	if base, _, indexed := strings.Cut(l.Resource.Address, "["); indexed {
		key := l.addressKey(base)
		if other, several := only[key]; several && other != g {
			g = nil
		}
		only[key] = g
	}
}

// groupOf is the log group that a request is about.
func (e *Estate) groupOf(l Located) (g *Group, sure bool) {
	v := l.Resource.Input.Get("logGroupName")
	key, name, sure := l.groupKey(v)
	g = e.byKey[key]
	if g == nil {
		g = &Group{Name: name, What: name}
		if name == "" {
			g.What = Expression(v)
		}
		e.byKey[key] = g
		e.Groups = append(e.Groups, g)
	}
	return g, sure
}

// groupKey tells log groups apart: by name, by account and Region where they are
// known, and by the provider of Terraform, of which each has its own. What is not known is the same where it is
// the same expression over the same variables, which is not sure.
func (l Located) groupKey(v *source.Value) (key, name string, sure bool) {
	if v == nil {
		return l.addressKey(l.Resource.Address), "", false
	}
	if text, ok := v.Str(); ok {
		r := l.Resource
		return strings.Join([]string{"name", r.Provider, r.Account, r.Region, text}, " "), text, text != ""
	}
	if ref := Reference(v); ref != "" {
		return l.addressKey(ref), "", true
	}
	if !steady(Expression(v)) {
		return l.addressKey("of " + l.Resource.Address), "", false
	}
	return "expression " + l.scope() + " " + Expression(v), "", false
}

func (l Located) addressKey(address string) string { return "resource " + l.Folder() + " " + address }

// Metric reports whether it is a metric filter.
func (f *Filter) Metric() bool { return f.Resource.Operation == PutMetricFilter }

// Folder is what is deployed together: a folder of Terraform, a Region of an
// account, any other file.
func (l Located) Folder() string {
	format := l.File.FormatOf(l.Resource)
	if format.Deployed && l.Resource.Region != "" {
		return "deployed " + l.Resource.Account + " " + l.Resource.Region
	}
	if format.Deployed || format.ByFolder {
		return path.Dir(l.File.Name)
	}
	return l.File.Name
}

// scope is where a variable has one value: an instance of a module.
func (l Located) scope() string {
	module := ""
	if i := strings.LastIndex(l.Resource.Address, "module."); i >= 0 {
		name, _, _ := strings.Cut(l.Resource.Address[i+len("module."):], ".")
		module = l.Resource.Address[:i] + "module." + name
	}
	return l.Folder() + " " + module
}

// Before reports whether a resource comes before another in the files.
func (l Located) Before(other Located) bool { return l.index < other.index }

// Place says where a resource is: file:line.
func (l Located) Place() string {
	return fmt.Sprintf("%s:%d", l.File.Name, l.File.Position(l.Resource.At.Start).Line)
}

// MayBeAbsent reports whether a resource is deployed under a condition only.
// A reader that knows says so; otherwise the resource's text shows it.
func (l Located) MayBeAbsent() bool {
	if l.Resource.Conditional {
		return true
	}
	body := l.Resource.Body
	if body.Start < 0 || body.End > len(l.File.Data) || body.Start > body.End {
		return false
	}
	shows := l.File.FormatOf(l.Resource).MayBeAbsent
	return shows != nil && shows(l.File.Data[body.Start:body.End])
}
