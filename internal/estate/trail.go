package estate

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/analyze"
	"github.com/logsieve/logsieve/internal/source"
)

// Trail is a trail of CloudTrail.
type Trail struct {
	Located
	Name string
	// Group is the log group that it sends its events to, nil for none; Sure is
	// set when that is known.
	Group *Group
	Sure  bool
}

// trail notes a trail and the log group that it names.
func (e *Estate) trail(l Located) {
	t := &Trail{Located: l, Name: Expression(l.Resource.Input.Get("Name")), Sure: true}
	if t.Name == "" {
		t.Name = l.Resource.Address
	}
	if arn := l.Resource.Input.Get("CloudWatchLogsLogGroupArn"); arn != nil {
		name := GroupNamed(arn)
		var key string
		key, _, t.Sure = l.groupKey(name)
		if t.Group = e.byKey[key]; t.Group == nil {
			t.Group = &Group{What: Expression(name)}
			if text, ok := name.Str(); ok {
				t.Group.Name = text
			} else if Reference(name) != "" {
				t.Sure = false // of a resource that no file has
			}
		}
	} else if l.Resource.Input.Kind == source.Unknown {
		t.Sure = false
	}
	e.Trails = append(e.Trails, t)
}

// Feeds says whether the events of the trail go to a log group.
func (t *Trail) Feeds(g *Group) analyze.Answer {
	switch {
	case t.Group == nil && t.Sure:
		return analyze.No
	case t.Group == g && (t.Sure || g.Name == "" && g.Defined == nil):
		return analyze.Yes // by name, by reference, or by the same expression
	case t.Sure && (t.Group.Name != "" && g.Name != "" || t.Group.Defined != nil && g.Defined != nil):
		return answer(t.Group == g)
	}
	return analyze.Unknown
}

// AllRegions says whether the trail takes the events of all Regions.
func (t *Trail) AllRegions() analyze.Answer { return t.flag("IsMultiRegionTrail", false) }

// Logging says whether the trail takes events at all.
func (t *Trail) Logging() analyze.Answer { return t.flag("IsLogging", true) }

// flag is a member that is true or false, or else what the service takes it for.
func (t *Trail) flag(member string, absent bool) analyze.Answer {
	return flag(t.Resource.Input, member, absent)
}

func flag(v *source.Value, member string, absent bool) analyze.Answer {
	m := v.Get(member)
	switch {
	case v.Kind == source.Unknown:
		return analyze.Unknown
	case m == nil || m.Kind == source.Null:
		return answer(absent)
	}
	b, ok := m.AsBool()
	if !ok {
		return analyze.Unknown
	}
	return answer(b)
}

// Takes says whether the selectors of the trail let a management event pass, a
// record of CloudTrail in JSON. Without selectors all pass.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
func (t *Trail) Takes(event string) analyze.Answer {
	var record map[string]any
	if json.Unmarshal([]byte(event), &record) != nil || t.Resource.Input.Kind == source.Unknown {
		return analyze.Unknown
	}
	basic, advanced := t.Resource.Input.Get("EventSelectors"), t.Resource.Input.Get("AdvancedEventSelectors")
	if basic == nil && advanced == nil {
		return analyze.Yes
	}
	best := analyze.No
	for _, list := range []*source.Value{basic, advanced} {
		if list == nil {
			continue
		}
		if list.Kind != source.List {
			return analyze.Unknown
		}
		for _, selector := range list.Items {
			takes := selects
			if list == advanced {
				takes = selectsFields
			}
			switch takes(selector, record) {
			case analyze.Yes:
				return analyze.Yes
			case analyze.Unknown:
				best = analyze.Unknown
			}
		}
	}
	return best
}

// selects says whether a selector lets a management event pass.
func selects(selector *source.Value, record map[string]any) analyze.Answer {
	all := flag(selector, "IncludeManagementEvents", true)
	if kind := selector.Get("ReadWriteType"); kind != nil {
		text, ok := kind.Str()
		reads, _ := record["readOnly"].(bool)
		switch {
		case !ok:
			all = Both(all, analyze.Unknown)
		case text == "ReadOnly" && !reads || text == "WriteOnly" && reads:
			all = analyze.No
		}
	}
	if list := selector.Get("ExcludeManagementEventSources"); list != nil {
		excluded, sure := contains(list, func(text string) bool { return text == record["eventSource"] })
		switch {
		case excluded:
			all = analyze.No
		case !sure:
			all = Both(all, analyze.Unknown)
		}
	}
	return all
}

// selectsFields says whether an advanced selector lets an event pass: all of its
// field selectors must.
func selectsFields(selector *source.Value, record map[string]any) analyze.Answer {
	fields := selector.Get("FieldSelectors")
	if fields == nil || fields.Kind != source.List {
		return analyze.Unknown
	}
	all := analyze.Yes
	for _, f := range fields.Items {
		all = Both(all, selectsField(f, record))
	}
	return all
}

// selectsField says whether an event has what a field selector asks for: one of
// the values of an operator, and none of those of its opposite.
func selectsField(f *source.Value, record map[string]any) analyze.Answer {
	name, ok := f.Get("Field").Str()
	if !ok {
		return analyze.Unknown
	}
	var value string
	switch v := record[name].(type) {
	case string:
		value = v
	case bool:
		value = map[bool]string{true: "true", false: "false"}[v]
	default:
		// Of one identity or resource, or of a field that is not known.
		return analyze.Unknown
	}
	all := analyze.Yes
	for _, operator := range source.FieldOperators() {
		list := f.Get(operator)
		if list == nil || list.Kind == source.List && len(list.Items) == 0 {
			continue
		}
		plain, negative := strings.CutPrefix(operator, "Not")
		found, sure := contains(list, func(text string) bool {
			switch plain {
			case "StartsWith":
				return strings.HasPrefix(value, text)
			case "EndsWith":
				return strings.HasSuffix(value, text)
			}
			return value == text
		})
		switch {
		case found == negative && (found || sure):
			return analyze.No
		case !found && !sure:
			all = analyze.Unknown
		}
	}
	return all
}

// contains reports whether one of the texts of a list is wanted; sure is false
// when some are not known.
func contains(list *source.Value, wanted func(string) bool) (found, sure bool) {
	if list.Kind != source.List {
		return false, false
	}
	sure = true
	found = slices.ContainsFunc(list.Items, func(v *source.Value) bool {
		text, ok := v.Str()
		sure = sure && ok
		return ok && wanted(text)
	})
	return found, sure
}
