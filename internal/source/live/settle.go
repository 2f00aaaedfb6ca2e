package live

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/source"
)

// Settle finds out what the answers in files leave open of each other: the
// account and the Region of what has no ARN, and which pages are missing. What
// is not sure stays unknown. Files of other formats are left alone.
//
// An ARN of the resource itself tells the place; else the Region or account in
// the path of the file, the one place that all ARNs of the file name, the log
// group of the name if there is one only, or the one place that all ARNs of the
// folder name.
func Settle(files []*source.File) {
	answers := slices.DeleteFunc(slices.Clone(files), func(f *source.File) bool { return len(f.Listings) == 0 })
	if len(answers) == 0 {
		return
	}
	s := &settler{groups: map[string]*places{}, folders: map[string]*places{}}
	for _, f := range answers {
		s.note(f)
	}
	for _, f := range answers {
		s.settle(f)
	}
	dropRepeated(answers)
	markMixed(answers)
	findMissing(answers)
}

// dropRepeated leaves out what was answered before: pages that overlap, an answer
// that stands in two files.
func dropRepeated(files []*source.File) {
	seen := map[string]bool{}
	repeated := func(r *source.Resource) bool {
		if r.Region == "" || r.Observed == nil {
			return false // of two Regions, perhaps; to permit twice is no harm
		}
		key := strings.Join([]string{r.Operation.Name, r.Account, r.Region, identity(r)}, "\x00")
		before := seen[key]
		seen[key] = true
		return before
	}
	for _, f := range files {
		f.Resources, f.Links = slices.DeleteFunc(f.Resources, repeated), slices.DeleteFunc(f.Links, repeated)
	}
}

// identity are the members that tell items of one sort apart. The address of one
// may have the number that its name got in its file.
func identity(r *source.Resource) string {
	text := ""
	for _, member := range []string{"logGroupName", "filterName", "AlarmName", "destinationName", "policyName", "policyType", "TopicArn", "Protocol", "Endpoint", "TrailARN"} {
		v, _ := r.Observed.Get(member).Str()
		text += v + "\x00"
	}
	return text
}

// markMixed marks what may be of any of several Regions or accounts, and keeps the
// log groups of such answers apart.
func markMixed(files []*source.File) {
	all := &places{}
	for _, f := range files {
		for _, l := range f.Listings {
			all.note(l.Account, l.Region)
		}
		for _, r := range f.Resources {
			all.note(r.Account, r.Region)
		}
	}
	whole := 0 // answers of which each is all that its Region has, of a Region that is not known
	for _, f := range files {
		pages := listed(f)
		for i, l := range f.Listings {
			if l.Lists != logs("PutMetricFilter") {
				continue
			}
			if l.Region == "" && !l.More {
				whole++
			}
			for _, r := range pages[i] {
				if r.Region == "" || r.Account == "" && all.account.several {
					r.Mixed = all.region.several || all.account.several
					l.Mixed = l.Mixed || r.Mixed
				}
			}
		}
	}
	if whole < 2 {
		return
	}
	for _, f := range files {
		pages := listed(f)
		for i, l := range f.Listings {
			if l.Lists == logs("PutMetricFilter") && l.Region == "" {
				for _, r := range pages[i] {
					r.Provider = f.Name + "#" + strconv.Itoa(l.At.Start)
				}
			}
		}
	}
}

// listed are the resources of each page.
func listed(f *source.File) [][]*source.Resource {
	pages := make([][]*source.Resource, len(f.Listings))
	for _, r := range all(f) {
		i, _ := slices.BinarySearchFunc(f.Listings, r.Body.Start+1, func(l *source.Listing, at int) int { return l.At.Start - at })
		if i > 0 && f.Listings[i-1].Lists == r.Operation {
			pages[i-1] = append(pages[i-1], r)
		}
	}
	return pages
}

// settler knows the places that ARNs tell.
type settler struct {
	groups  map[string]*places // of log groups by name
	folders map[string]*places // of all that is in a folder
}

// places are what is told of a place, as long as it is one.
type places struct{ account, region one }

// one is a text as long as nobody tells another one.
type one struct {
	text    string
	several bool
}

func (o *one) note(text string) {
	switch {
	case text == "":
	case o.text == "":
		o.text = text
	case o.text != text:
		o.several = true
	}
}

func (o *one) is() string {
	if o == nil || o.several {
		return ""
	}
	return o.text
}

func (p *places) note(account, region string) {
	p.account.note(account)
	p.region.note(region)
}

// all are what a file declares.
func all(f *source.File) []*source.Resource { return slices.Concat(f.Resources, f.Links) }

// told is the place that a resource tells by itself. A trail tells none: the
// answer of a Region has trails of others.
func told(r *source.Resource) (account, region string) {
	switch r.Operation {
	case source.CreateTrail:
		return "", ""
	case logs("PutSubscriptionFilter"):
		return besides(r)
	}
	return r.Account, r.Region
}

// besides is what the ARNs that a subscription filter holds tell of its own
// place: a function and a stream are of the same account and Region, a role is of
// the same account.
func besides(r *source.Resource) (account, region string) {
	if role, ok := r.Input.Get("roleArn").Str(); ok {
		account, _ = source.Place(role)
	}
	arn, _ := r.Input.Get("destinationArn").Str()
	parts := strings.SplitN(arn, ":", 4)
	if len(parts) == 4 && slices.Contains([]string{"lambda", "kinesis", "firehose"}, parts[2]) {
		return source.Place(arn)
	}
	return account, ""
}

func (s *settler) note(f *source.File) {
	dir := path.Dir(f.Name)
	if s.folders[dir] == nil {
		s.folders[dir] = &places{}
	}
	for _, r := range all(f) {
		account, region := told(r)
		s.folders[dir].note(account, region)
		if r.Operation == logs("CreateLogGroup") {
			name, _ := r.Input.Get("logGroupName").Str()
			if s.groups[name] == nil {
				s.groups[name] = &places{}
			}
			s.groups[name].note(account, region)
		}
	}
}

func (s *settler) settle(f *source.File) {
	own := &places{}
	for _, r := range all(f) {
		own.note(told(r))
	}
	account, region := pathTells(f.Name)
	folder := s.folders[path.Dir(f.Name)]
	for _, r := range all(f) {
		toldAccount, toldRegion := told(r)
		group := &places{}
		if name, ok := r.Input.Get("logGroupName").Str(); ok && s.groups[name] != nil {
			group = s.groups[name]
		}
		r.Account = first(r.Account, toldAccount, account, own.account.is(), group.account.is(), folder.account.is())
		r.Region = first(r.Region, toldRegion, region, own.region.is(), group.region.is(), folder.region.is())
	}
	pages := listed(f)
	for i, l := range f.Listings {
		inside := &places{}
		for _, r := range pages[i] {
			if r.Operation != source.CreateTrail {
				inside.note(r.Account, r.Region)
			}
		}
		l.Account = first(l.Account, inside.account.is(), account, own.account.is(), folder.account.is())
		l.Region = first(l.Region, inside.region.is(), region, own.region.is(), folder.region.is())
	}
}

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// pathTells are the account and the Region in a path: the last of each. Region
// and account may stand beside other words: eu-west-1.json, filters-eu-west-1.json.
func pathTells(name string) (account, region string) {
	words := strings.FieldsFunc(name, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') })
	for i, word := range words {
		if len(word) == 12 && number(word) == word {
			account = word
		}
		if n := regionWords(words[i:]); n > 0 {
			region = strings.Join(words[i:i+n], "-")
		}
	}
	return account, region
}

// regionWords is how many words the name of a Region has that some words start
// with, 0 when they start with none: eu west 1, us gov east 1.
func regionWords(words []string) int {
	n := 0
	next := func(is func(string) bool) bool {
		if n < len(words) && is(words[n]) {
			n++
			return true
		}
		return false
	}
	if !next(func(w string) bool { return len(w) == 2 && number(w) == "" }) {
		return 0
	}
	next(func(w string) bool { return w == "gov" || strings.HasPrefix(w, "iso") })
	side := func(w string) bool {
		return slices.Contains([]string{"north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"}, w)
	}
	if !next(side) || !next(func(w string) bool { return len(w) == 1 && number(w) == w }) {
		return 0
	}
	return n
}
