package estate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/suggest"
)

// Publication is a metric that a metric filter publishes.
type Publication struct {
	*Filter
	Transformation *source.Value // a Map
}

// Publications are the metrics of a filter; complete is false when there may
// be more, or others.
func (f *Filter) Publications() (list []Publication, complete bool) {
	transformations := f.Resource.Input.Get("metricTransformations")
	if transformations == nil {
		return nil, true
	}
	if transformations.Kind != source.List {
		return nil, false
	}
	complete = true
	for _, t := range transformations.Items {
		if t.Kind != source.Map {
			complete = false
			continue
		}
		list = append(list, Publication{f, t})
	}
	return list, complete
}

// Constant is the number that each match publishes, if it is one.
func (p Publication) Constant() (float64, bool) { return numberOf(p.Transformation.Get("metricValue")) }

// Default is the number that each log event publishes that does not match.
// known is false when there is one that is not known.
func (p Publication) Default() (value float64, set, known bool) {
	v := p.Transformation.Get("defaultValue")
	if v == nil || v.Kind == source.Null {
		return 0, false, true
	}
	value, known = numberOf(v)
	return value, true, known
}

// Unit is the unit of the datapoints, "" when it is not known.
func (p Publication) Unit() string {
	v := p.Transformation.Get("unit")
	if v == nil || v.Kind == source.Null {
		return "None"
	}
	unit, _ := v.Str()
	return unit
}

// Dimensions are the names of the dimensions that the datapoints of matches
// have, and the values as the request has them, nil for those of system fields.
func (p Publication) Dimensions() (values map[string]*source.Value, known bool) {
	values = map[string]*source.Value{}
	if d := p.Transformation.Get("dimensions"); d != nil {
		if d.Kind != source.Map {
			return nil, d.Kind == source.Null
		}
		for _, m := range d.Members {
			values[m.Name] = m.Value
		}
	}
	if list := p.Resource.Input.Get("emitSystemFieldDimensions"); list != nil {
		if list.Kind != source.List {
			return nil, false
		}
		for _, item := range list.Items {
			name, ok := item.Str()
			if !ok {
				return nil, false
			}
			values[name] = nil
		}
	}
	return values, true
}

// numberOf is a number that is known, also one in a text.
func numberOf(v *source.Value) (float64, bool) {
	if v == nil {
		return 0, false
	}
	literal := v.Literal
	if v.Kind == source.String {
		literal, _ = v.Str()
	}
	n, err := strconv.ParseFloat(literal, 64)
	return n, err == nil
}

// Number is a member of the alarm's request that is a known number.
func (a *Alarm) Number(member string) (float64, bool) { return numberOf(a.Resource.Input.Get(member)) }

// Text is a member of the alarm's request that is a known text, "" when it is
// absent; ok is false when it is there and not known.
func (a *Alarm) Text(member string) (text string, ok bool) {
	v := a.Resource.Input.Get(member)
	if v == nil || v.Kind == source.Null {
		return "", true
	}
	return v.Str()
}

// Watch is a metric that an alarm looks at.
type Watch struct {
	*Alarm
	Metric *source.Value // a Map with MetricName, Namespace, Dimensions
	// Computed is set when the alarm looks at what an expression makes of it.
	Computed bool
}

// Watches are the metrics of an alarm.
func (a *Alarm) Watches() []Watch {
	in := a.Resource.Input
	if a.in != nil {
		in = a.in.resolve(a.Located, in)
	}
	var list []Watch
	if in.Get("MetricName") != nil {
		list = append(list, Watch{a, in, false})
	}
	if queries := in.Get("Metrics"); queries != nil && queries.Kind == source.List {
		for _, q := range queries.Items {
			if m := q.Get("MetricStat").Get("Metric"); m != nil && m.Kind == source.Map && m.Get("MetricName") != nil {
				list = append(list, Watch{a, m, true})
			}
		}
	}
	return list
}

// Dimensions are those that the alarm asks for, by name.
func (w Watch) Dimensions() (values map[string]*source.Value, known bool) {
	values = map[string]*source.Value{}
	list := w.Metric.Get("Dimensions")
	if list == nil || list.Kind == source.Null {
		return values, true
	}
	if list.Kind != source.List {
		return nil, false
	}
	for _, item := range list.Items {
		name, ok := item.Get("Name").Str()
		if !ok {
			return nil, false
		}
		values[name] = item.Get("Value")
	}
	return values, true
}

// Sees says whether a publication is of the metric that the alarm watches, by
// name and namespace. An alarm sees nothing of another account or Region.
func (w Watch) Sees(p Publication) analyze.Answer {
	if w.Elsewhere(p.Located) {
		return analyze.No
	}
	same := w.names(p)
	if p.Resource.Mixed && same == analyze.Yes {
		return analyze.Unknown
	}
	return same
}

// names says whether a publication has the name and the namespace that the alarm
// gives, wherever it is.
func (w Watch) names(p Publication) analyze.Answer {
	return Both(w.SameName(p.Filter, p.Transformation.Get("metricName"), w.Metric.Get("MetricName")),
		w.SameName(p.Filter, p.Transformation.Get("metricNamespace"), w.Metric.Get("Namespace")))
}

// SameName says whether an alarm names a filter's metric. It also knows
// references to the filter: to its metric, and to its name, which often is the
// metric's name, too.
func (a *Alarm) SameName(f *Filter, metric, named *source.Value) analyze.Answer {
	if named != nil && named.Kind == source.Unknown && named.Ref == f.Resource.Address && a.Folder() == f.Folder() {
		switch {
		case strings.Contains(named.What, "metric_transformation"):
			return analyze.Yes
		case strings.HasSuffix(named.What, ".name"), strings.HasSuffix(named.What, ".id"):
			return Same(f.Located, metric, f.Located, f.Resource.Input.Get("filterName"))
		}
	}
	return Same(f.Located, metric, a.Located, named)
}

// resolve puts the name of a filter, where it is known, in the place of an
// alarm's reference to it.
func (e *Estate) resolve(l Located, metric *source.Value) *source.Value {
	named := metric.Get("MetricName")
	if named == nil || named.Kind != source.Unknown || !slices.Contains([]string{"name", "id", source.RefAttribute}, named.Attribute) {
		return metric
	}
	filter := e.Referred(l, named)
	if filter == nil || filter.Resource.Operation != PutMetricFilter {
		return metric
	}
	name, ok := filter.Resource.Input.Get("filterName").Str()
	if !ok {
		return metric
	}
	copied := *metric
	copied.Members = slices.Clone(metric.Members)
	for i, m := range copied.Members {
		if m.Name == "MetricName" {
			copied.Members[i] = &source.Member{Name: m.Name, Key: m.Key, Value: &source.Value{Kind: source.String, Span: named.Span, Text: &source.Text{Decoded: name}}}
		}
	}
	return &copied
}

// Both is the answer to two questions at once.
func Both(a, b analyze.Answer) analyze.Answer {
	switch {
	case a == analyze.No || b == analyze.No:
		return analyze.No
	case a == analyze.Yes && b == analyze.Yes:
		return analyze.Yes
	}
	return analyze.Unknown
}

// publications are the metrics of all metric filters: those whose name and
// namespace are known by them, and the others.
type publications struct {
	all        []Publication
	byName     map[string][]Publication
	vague      []Publication
	incomplete []*Filter // that may publish more
}

func (e *Estate) indexPublications() {
	e.published.byName = map[string][]Publication{}
	for _, f := range e.Filters {
		if !f.Metric() {
			continue
		}
		list, complete := f.Publications()
		if !complete {
			e.published.incomplete = append(e.published.incomplete, f)
		}
		for _, p := range list {
			e.published.all = append(e.published.all, p)
			if key, ok := metricKey(p.Transformation.Get("metricNamespace"), p.Transformation.Get("metricName")); ok {
				e.published.byName[key] = append(e.published.byName[key], p)
			} else {
				e.published.vague = append(e.published.vague, p)
			}
		}
	}
}

func metricKey(namespace, name *source.Value) (string, bool) {
	space, ok := namespace.Str()
	text, known := name.Str()
	return space + "\x00" + text, ok && known
}

// Publishers are the publications that an alarm surely watches; sure is false
// when others may be among them. What is deployed with the alarm comes first:
// when it publishes the metric, or is near it, names elsewhere that are not
// known are of other deployments.
func (e *Estate) Publishers(w Watch) (list []Publication, sure bool) {
	here, elsewhere := true, true
	doubt := func(f *Filter) {
		if f.Folder() == w.Folder() {
			here = false
		} else {
			elsewhere = false
		}
	}
	for _, f := range e.published.incomplete {
		doubt(f)
	}
	candidates := e.published.all
	if key, ok := metricKey(w.Metric.Get("Namespace"), w.Metric.Get("MetricName")); ok {
		candidates = slices.Concat(e.published.byName[key], e.published.vague)
	}
	own := false
	for _, p := range candidates {
		switch w.Sees(p) {
		case analyze.Yes:
			list = append(list, p)
			own = own || p.Folder() == w.Folder()
		case analyze.Unknown:
			doubt(p.Filter)
		}
	}
	slices.SortStableFunc(list, func(a, b Publication) int {
		switch near := a.Folder() == w.Folder(); {
		case near == (b.Folder() == w.Folder()):
			return 0
		case near:
			return -1
		}
		return 1
	})
	if here && !elsewhere && !own && len(list) == 0 {
		_, own = e.Nearest(w, true)
	}
	return list, here && (own || elsewhere) && e.Listed(PutMetricFilter, w.Located) != Cut
}

// Unpublished says more of a metric that no filter surely publishes: where one is
// that would, or how much is known of all filters. It is "" when there is nothing
// to say.
func (e *Estate) Unpublished(w Watch) string {
	for _, p := range e.published.all {
		if !w.Elsewhere(p.Located) && !p.Resource.Mixed || w.names(p) != analyze.Yes {
			continue
		}
		if p.Resource.Mixed {
			return fmt.Sprintf("%s at %s does, and of which Region it is is not known", p.Resource.Address, p.Place())
		}
		return fmt.Sprintf("%s at %s does in %s, and the alarm is in %s", p.Resource.Address, p.Place(), p.Where(), w.Where())
	}
	switch e.Listed(PutMetricFilter, w.Located) {
	case Cut:
		return "the metric filters of the account are not all in the files"
	case All:
		return "none of the account does, so something else must"
	}
	return ""
}

// Nearest is a publication that an alarm is likely meant for, of all files or
// only of those that are deployed with it: rather one in another case than one
// with another letter.
func (e *Estate) Nearest(w Watch, here bool) (near Publication, ok bool) {
	for _, p := range e.published.all {
		if !w.Near(p) || here && p.Folder() != w.Folder() {
			continue
		}
		if w.sameButForCase(p) {
			return p, true
		}
		if !ok {
			near, ok = p, true
		}
	}
	return near, ok
}

// sameButForCase reports whether an alarm names a metric in another case.
func (w Watch) sameButForCase(p Publication) bool {
	return strings.EqualFold(Expression(w.Metric.Get("MetricName")), Expression(p.Transformation.Get("metricName"))) &&
		strings.EqualFold(Expression(w.Metric.Get("Namespace")), Expression(p.Transformation.Get("metricNamespace")))
}

// Near reports whether an alarm likely is meant for a metric that is spelt in
// another way: in another case, or but for one letter. Numbers tell names apart:
// 4xx is not a slip for 5xx. Two slips at once are a coincidence.
func (w Watch) Near(p Publication) bool {
	name, own := w.Metric.Get("MetricName"), p.Transformation.Get("metricName")
	space, ownSpace := w.Metric.Get("Namespace"), p.Transformation.Get("metricNamespace")
	if text, known := space.Str(); known && strings.HasPrefix(text, "AWS/") || w.Elsewhere(p.Located) {
		return false
	}
	a, known := name.Str()
	b, ownKnown := own.Str()
	c, spaceKnown := space.Str()
	d, ownSpaceKnown := ownSpace.Str()
	names, spaces := known && ownKnown, spaceKnown && ownSpaceKnown
	switch {
	case names && spaces && a != b && c != d:
		return strings.EqualFold(a, b) && strings.EqualFold(c, d)
	case names && a != b: // of the same namespace, be it known or not
		return Misspelt(a, b) && (c == d && spaces || !spaces && Same(w.Located, space, p.Located, ownSpace) == analyze.Yes)
	case spaces && c != d:
		return Misspelt(c, d) && (a == b && names || !names && Same(w.Located, name, p.Located, own) == analyze.Yes)
	}
	return false
}

// Misspelt reports whether two names differ as by a slip.
func Misspelt(a, b string) bool {
	if !alike(a, b) {
		return false
	}
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, s)
	}
	return suggest.OneApart(a, b) && digits(a) == digits(b)
}

// alike is a cheap test that no two names fail that differ as by a slip: but for
// case, dashes and two letters in a row they are the same.
func alike(a, b string) bool {
	if strings.ContainsAny(a, "-_") || strings.ContainsAny(b, "-_") {
		return true
	}
	if d := len(a) - len(b); d < -1 || d > 1 || len(a)*len(b) == 0 {
		return d >= -1 && d <= 1
	}
	i, n := 0, min(len(a), len(b))
	for i < n && a[i]|0x20 == b[i]|0x20 {
		i++
	}
	k := 0
	for k < n-i && a[len(a)-1-k]|0x20 == b[len(b)-1-k]|0x20 {
		k++
	}
	return i+k >= n-2
}
