package source

import (
	"strings"
	"unicode"
)

// tfPlace is where a resource is named and where all of it stands.
type tfPlace struct{ at, body Span }

// requests turns the arguments of a resource into the requests it stands for.
// Required members that are missing from a body that was not read in full are
// not known.
func (s tfShape) requests(body *Value, place tfPlace, incomplete bool) []*Resource {
	if s.operation.Name == "CreateLogGroup" {
		body = nameLogGroup(body, place)
	}
	made := func(s tfShape) *Resource {
		return &Resource{Operation: s.operation, Input: mapMembers(body, s.members, incomplete)}
	}
	out := []*Resource{made(s)}
	for _, more := range s.more {
		last := more.members[len(more.members)-1].from
		// A retention of 0 means that events never expire: no request is made.
		if v := body.Get(last); v != nil && v.Kind != Null && v.Literal != "0" && !v.isText("0") {
			out = append(out, made(more))
		}
	}
	return out
}

// nameLogGroup gives a log group that the provider names a name: what is
// known of it, and a hole.
func nameLogGroup(body *Value, place tfPlace) *Value {
	if v := body.Get("name"); v != nil && v.Kind != Null && !v.isText("") {
		return body
	}
	const generated = "a generated name"
	name := &Member{Name: "name", Key: place.at, Value: &Value{Kind: Unknown, Span: place.at, What: generated}}
	for _, m := range body.Members {
		if (m.Name == "name_prefix" || m.Name == "namePrefix") && m.Value.Kind == String && !m.Value.isText("") {
			t := NewText(Mixed)
			t.AppendText(m.Value.Text)
			t.AppendHole(generated, "", m.Value.Span)
			name.Key, name.Value = m.Key, &Value{Kind: String, Span: m.Value.Span, Text: t}
		}
	}
	out := &Value{Kind: Map, Span: body.Span}
	for _, m := range body.Members {
		if m.Name != "name" {
			out.Members = append(out.Members, m)
		}
	}
	out.Members = append(out.Members, name)
	return out
}

// mapMembers gives the arguments of a body the names and types of the API.
// Arguments that are null or not the API's are dropped.
func mapMembers(body *Value, members []tfMember, incomplete bool) *Value {
	if body.Kind == Unknown {
		return body
	}
	out := &Value{Kind: Map, Span: body.Span}
	for _, m := range body.Members {
		for _, to := range members {
			if to.from != m.Name || m.Value.Kind == Null {
				continue
			}
			if v := to.convert(m.Value, incomplete); v != nil {
				out.Members = append(out.Members, &Member{Name: to.to, Key: m.Key, Value: v})
			}
		}
	}
	if incomplete {
		for _, to := range members {
			if to.required && out.Get(to.to) == nil {
				out.Members = append(out.Members, &Member{Name: to.to, Key: body.Span, Value: &Value{Kind: Unknown, Span: body.Span, What: to.from}})
			}
		}
	}
	return out
}

// convert is the value as the request has it, nil when the argument counts as
// unset. A value of a wrong type is left as it is.
func (m tfMember) convert(v *Value, incomplete bool) *Value {
	if v.Kind == Unknown {
		return v
	}
	switch m.as {
	case asIs:
		return tfString(v)
	case asTrimmed:
		return tfTrimmed(tfString(v))
	case asGiven:
		if v = tfString(v); v.isText("") {
			return nil
		}
		return v
	case asNumber:
		return tfNumber(v)
	case asNumberGiven:
		if v.isText("") {
			return nil
		}
		return tfNumber(v)
	case asFlag:
		if b, ok := v.asBool(); ok {
			return &Value{Kind: Bool, Span: v.Span, Bool: b}
		}
		return v
	case asTexts, asTextsGiven:
		return tfTexts(v, m.as == asTextsGiven)
	case asMap:
		return tfTextMap(v)
	case asPairs:
		return tfPairs(v, "key", "value")
	case asNamed:
		return tfPairs(v, "Name", "Value")
	case asTags:
		return tagMap(v)
	case asProcessors:
		return processors(v)
	case asTarget:
		return target(v)
	case asDocument, asOnlyDocument:
		if m.as == asOnlyDocument {
			v = onlyDocument(v)
		}
		if v.Kind == Map || v.Kind == List {
			if text := (&tfEval{}).encodeJSON(v, 0); text != nil {
				return &Value{Kind: String, Span: v.Span, Text: text}
			}
			return &Value{Kind: Unknown, Span: v.Span}
		}
		return tfString(v)
	}
	return m.block(v, incomplete)
}

// block converts nested blocks, which a .tf.json file may write as one object.
func (m tfMember) block(v *Value, incomplete bool) *Value {
	list := v
	if v.Kind == Map {
		list = &Value{Kind: List, Span: v.Span, Items: []*Value{v}}
	}
	if list.Kind != List {
		return v
	}
	out := &Value{Kind: List, Span: list.Span}
	for _, item := range list.Items {
		if item.Kind != Map && item.Kind != Unknown {
			return v
		}
		item = mapMembers(item, m.members, incomplete)
		if m.to == "MetricStat" {
			item = nestMetric(item)
		}
		out.Items = append(out.Items, item)
	}
	switch {
	case m.as == asBlocks && (len(out.Items) > 0 || m.required):
		return out
	case m.as == asBlock && len(out.Items) == 1:
		return out.Items[0]
	case len(out.Items) == 0:
		return nil
	}
	return out
}

// nestMetric puts what names the metric into an object of its own.
func nestMetric(stat *Value) *Value {
	if stat.Kind != Map || stat.Get("Metric") != nil {
		return stat
	}
	metric := &Value{Kind: Map, Span: stat.Span}
	out := &Value{Kind: Map, Span: stat.Span}
	for _, m := range stat.Members {
		switch m.Name {
		case "MetricName", "Namespace", "Dimensions":
			metric.Members = append(metric.Members, m)
		default:
			out.Members = append(out.Members, m)
		}
	}
	out.Members = append(out.Members, &Member{Name: "Metric", Key: stat.Span, Value: metric})
	return out
}

// tfString converts numbers and booleans to strings, as Terraform does.
func tfString(v *Value) *Value {
	if v.Kind == Number || v.Kind == Bool {
		return &Value{Kind: String, Span: v.Span, Text: v.asText()}
	}
	return v
}

func tfTrimmed(v *Value) *Value {
	if v.Kind != String {
		return v
	}
	return &Value{Kind: String, Span: v.Span, Text: v.Text.trimSpace()}
}

// tfNumber converts a string that holds a number. One with holes is not
// known.
func tfNumber(v *Value) *Value {
	if v.Kind != String {
		return v
	}
	if !v.Text.Known() {
		h := v.Text.Holes[0]
		return &Value{Kind: Unknown, Span: v.Span, What: h.What, Ref: h.Ref}
	}
	s := strings.TrimLeftFunc(v.Text.Decoded, unicode.IsSpace)
	if !isNumber(s) {
		if s = bareNumber(s); !isNumber(s) {
			return v
		}
	}
	return &Value{Kind: Number, Span: v.Span, Literal: s}
}

// bareNumber writes +1, .5 and 1. as JSON spells them: YAML and the services
// take them, too.
func bareNumber(s string) string {
	sign := ""
	if s = strings.TrimPrefix(s, "+"); strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	return sign + strings.TrimSuffix(s, ".")
}

func tfTexts(v *Value, dropEmpty bool) *Value {
	if v.Kind != List {
		return v
	}
	if dropEmpty && len(v.Items) == 0 {
		return nil
	}
	out := &Value{Kind: List, Span: v.Span}
	for _, item := range v.Items {
		out.Items = append(out.Items, tfString(item))
	}
	return out
}

func tfTextMap(v *Value) *Value {
	if v.Kind != Map {
		return v
	}
	if len(v.Members) == 0 {
		return nil
	}
	out := &Value{Kind: Map, Span: v.Span}
	for _, m := range v.Members {
		if m.Value.Kind != Null {
			out.Members = append(out.Members, &Member{Name: m.Name, Key: m.Key, Value: tfString(m.Value)})
		}
	}
	return out
}

// tfPairs is a map as a list of objects with a key and a value.
func tfPairs(v *Value, key, value string) *Value {
	if v.Kind != Map {
		return v
	}
	if len(v.Members) == 0 {
		return nil
	}
	out := &Value{Kind: List, Span: v.Span}
	for _, m := range v.Members {
		name := &Value{Kind: String, Span: m.Key, Text: unitText(m.Name, m.Key)}
		out.Items = append(out.Items, &Value{Kind: Map, Span: Span{Start: m.Key.Start, End: max(m.Key.Start, m.Value.Span.End)}, Members: []*Member{
			{Name: key, Key: m.Key, Value: name},
			{Name: value, Key: m.Value.Span, Value: tfString(m.Value)},
		}})
	}
	return out
}

// tagMap is a list of objects with a key and a value as a map. A list with a
// key that is not known is not known either; one of another form stays.
func tagMap(v *Value) *Value {
	if v.Kind != List {
		return v
	}
	if len(v.Items) == 0 {
		return nil
	}
	out := &Value{Kind: Map, Span: v.Span}
	for _, item := range v.Items {
		key, value := item.Get("Key"), item.Get("Value")
		switch {
		case item.Kind == Unknown:
			return item
		case key == nil || value == nil:
			return v
		}
		name, ok := key.asKnown()
		if !ok {
			return &Value{Kind: Unknown, Span: v.Span, What: key.What}
		}
		out.Members = append(out.Members, &Member{Name: name, Key: key.Span, Value: tfString(value)})
	}
	return out
}
