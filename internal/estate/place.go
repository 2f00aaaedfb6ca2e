package estate

import (
	"cmp"
	"slices"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/source"
)

// Elsewhere reports whether two resources surely are of different accounts or
// Regions: both are known. Metrics, log groups and alarms of one know nothing of
// those of the other.
func (l Located) Elsewhere(other Located) bool {
	a, b := l.Resource, other.Resource
	return !source.SamePlace(a.Account, a.Region, b.Account, b.Region)
}

// Where is the account and the Region of a resource for people, "" when neither is
// known.
func (l Located) Where() string { return place(l.Resource.Account, l.Resource.Region) }

func place(account, region string) string {
	switch {
	case account == "":
		return region
	case region == "":
		return "account " + account
	}
	return region + " of account " + account
}

// Origin is where log events come from, "" for what is not known.
type Origin struct{ Account, Region string }

// PlaceOf is where the log group of a request is: what it delivers to is there, too,
// unless it is a destination.
func (e *Estate) PlaceOf(l Located) Origin {
	in := Origin{l.Resource.Account, l.Resource.Region}
	arn := l.Resource.Input.Get("destinationArn")
	text, known := arn.Str()
	if !known || !slices.Contains([]string{"lambda", "kinesis", "firehose"}, e.ServiceOf(l, arn)) {
		return in
	}
	account, region := source.Place(text)
	return Origin{cmp.Or(in.Account, account), cmp.Or(in.Region, region)}
}

// Listed is how much the files have of what an account and a Region have of one
// sort.
type Listed uint8

// NotListed is nothing that claims to be all; Cut is an answer whose further pages
// are in no file, or that lacks what another one counts; All is all there is.
const (
	NotListed Listed = iota
	Cut
	All
)

// Listed says whether the files have all that requests of an operation made in
// the account and Region of a resource.
func (e *Estate) Listed(made request.Operation, l Located) Listed {
	state := NotListed
	for _, page := range e.pages[made] {
		switch {
		case !source.SamePlace(page.Account, page.Region, l.Resource.Account, l.Resource.Region):
		case page.Missing:
			return Cut
		case !page.Bare && page.Region == l.Resource.Region && page.Account == l.Resource.Account:
			state = All
		}
	}
	if state == All && made == PutMetricFilter && slices.ContainsFunc(e.short, func(g Located) bool { return !g.Elsewhere(l) }) {
		return Cut
	}
	return state
}

// indexPages finds the answers of each sort, and what they lack.
func (e *Estate) indexPages() {
	e.pages = map[request.Operation][]*source.Listing{}
	for _, f := range e.Files {
		for _, page := range f.Listings {
			e.pages[page.Lists] = append(e.pages[page.Lists], page)
		}
	}
	if len(e.pages[PutMetricFilter]) == 0 {
		return
	}
	for _, g := range e.Groups {
		if e.Uncounted(g) > 0 {
			e.short = append(e.short, *g.Defined)
		}
	}
}

// Uncounted is how many metric filters the account counts of a log group beyond
// those in the files.
func (e *Estate) Uncounted(g *Group) int {
	if g.Defined == nil {
		return 0
	}
	count, ok := numberOf(g.Defined.Resource.Observed.Get("metricFilterCount"))
	if !ok {
		return 0
	}
	n := int(count)
	for _, f := range g.Filters {
		if f.Metric() {
			n--
		}
	}
	return max(n, 0)
}
