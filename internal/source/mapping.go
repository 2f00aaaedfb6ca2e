package source

import (
	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/document"
)

// Requests turns the arguments of a resource into the requests it stands for.
// Required members that are missing from a body that was not read in full are
// not known.
func (s ResourceType) Requests(body *Value, at Span, incomplete bool) []*Resource {
	if s.Operation.Name == "CreateLogGroup" {
		body = nameLogGroup(body, at)
	}
	body, misnamed := s.renamed(body)
	made := func(s ResourceType) *Resource {
		model := func() request.Model { return request.ModelOf(s.Operation) }
		input := mapArguments(body, s.Arguments, model, incomplete)
		if s.Self != "" && input.Kind == Map {
			input.Members = append(input.Members, &Member{Name: s.Self, Key: at, Value: &Value{Kind: Unknown, Span: at, What: "the resource itself"}})
		}
		return &Resource{Operation: s.Operation, Input: input, Misnamed: misnamed}
	}
	out := []*Resource{made(s)}
	for _, more := range s.More {
		last := more.Arguments[len(more.Arguments)-1].From
		// A retention of 0 means that events never expire: no request is made.
		if v := body.Get(last); v != nil && v.Kind != Null && v.Literal != "0" && !v.IsText("0") {
			out = append(out, made(more))
		}
	}
	return out
}

// nameLogGroup gives a log group that the provider names a name: what is
// known of it, and a hole.
func nameLogGroup(body *Value, at Span) *Value {
	if v := body.Get("name"); v != nil && v.Kind != Null && !v.IsText("") {
		return body
	}
	const generated = "a generated name"
	name := &Member{Name: "name", Key: at, Value: &Value{Kind: Unknown, Span: at, What: generated}}
	for _, m := range body.Members {
		if (m.Name == "name_prefix" || m.Name == "namePrefix") && m.Value.Kind == String && !m.Value.IsText("") {
			t := document.NewText(document.Mixed)
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

// mapArguments gives the arguments of a body the names and types of the API.
// Arguments that are null or not the API's are dropped. The model of the API is
// looked up only when something is missing.
func mapArguments(body *Value, arguments []Argument, model func() request.Model, incomplete bool) *Value {
	if body.Kind == Unknown {
		return body
	}
	out := &Value{Kind: Map, Span: body.Span}
	for _, m := range body.Members {
		for _, to := range arguments {
			if to.From != m.Name || m.Value.Kind == Null {
				continue
			}
			if v := to.convert(m.Value, model, incomplete); v != nil {
				out.Members = append(out.Members, &Member{Name: to.To, Key: m.Key, Value: v})
			}
		}
	}
	if incomplete {
		for _, to := range arguments {
			if to.required(model) && out.Get(to.To) == nil {
				out.Members = append(out.Members, &Member{Name: to.To, Key: body.Span, Value: &Value{Kind: Unknown, Span: body.Span, What: to.From}})
			}
		}
	}
	return out
}

// convert is the value as the request has it, nil when the argument counts as
// unset. A value of a wrong type is left as it is.
func (a Argument) convert(v *Value, model func() request.Model, incomplete bool) *Value {
	if v.Kind == Unknown {
		return v
	}
	switch a.As {
	case AsIs:
		return ToString(v)
	case AsTrimmed:
		return trimmed(ToString(v))
	case AsGiven:
		if v = ToString(v); v.IsText("") {
			return nil
		}
		return v
	case AsNumber:
		return ToNumber(v)
	case AsNumberGiven:
		if v.IsText("") {
			return nil
		}
		return ToNumber(v)
	case AsFlag:
		if b, ok := v.AsBool(); ok {
			return &Value{Kind: Bool, Span: v.Span, Bool: b}
		}
		return v
	case AsTexts, AsTextsGiven:
		return toTexts(v, a.As == AsTextsGiven)
	case AsMap:
		return ToTextMap(v)
	case AsPairs:
		return toPairs(v, "key", "value")
	case AsNamed:
		return toPairs(v, "Name", "Value")
	case AsTags:
		return tagMap(v)
	case AsProcessors:
		return processors(v)
	case AsTarget:
		return target(v)
	case AsDocument, AsOnlyDocument:
		if a.As == AsOnlyDocument {
			v = onlyDocument(v)
		}
		if v.Kind == Map || v.Kind == List {
			if text := EncodeJSON(v, nil); text != nil {
				return &Value{Kind: String, Span: v.Span, Text: text}
			}
			return &Value{Kind: Unknown, Span: v.Span}
		}
		return ToString(v)
	}
	return a.block(v, model, incomplete)
}

// block converts nested blocks, which a .tf.json file may write as one object.
func (a Argument) block(v *Value, model func() request.Model, incomplete bool) *Value {
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
		item = mapArguments(item, a.Arguments, func() request.Model { return model().Member(a.To) }, incomplete)
		if a.To == "MetricStat" {
			item = nestMetric(item)
		}
		out.Items = append(out.Items, item)
	}
	switch {
	case a.As == AsBlocks && (len(out.Items) > 0 || a.required(model)):
		return out
	case a.As == AsBlock && len(out.Items) == 1:
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

func trimmed(v *Value) *Value {
	if v.Kind != String {
		return v
	}
	return &Value{Kind: String, Span: v.Span, Text: v.Text.TrimSpace()}
}

func toTexts(v *Value, dropEmpty bool) *Value {
	if v.Kind != List {
		return v
	}
	if dropEmpty && len(v.Items) == 0 {
		return nil
	}
	return v.each(ToString)
}

// toPairs is a map as a list of objects with a key and a value.
func toPairs(v *Value, key, value string) *Value {
	if v.Kind != Map {
		return v
	}
	if len(v.Members) == 0 {
		return nil
	}
	out := &Value{Kind: List, Span: v.Span}
	for _, m := range v.Members {
		name := &Value{Kind: String, Span: m.Key, Text: document.UnitText(m.Name, m.Key)}
		out.Items = append(out.Items, &Value{Kind: Map, Span: Span{Start: m.Key.Start, End: max(m.Key.Start, m.Value.Span.End)}, Members: []*Member{
			{Name: key, Key: m.Key, Value: name},
			{Name: value, Key: m.Value.Span, Value: ToString(m.Value)},
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
		name, ok := key.AsKnown()
		if !ok {
			return &Value{Kind: Unknown, Span: v.Span, What: key.What}
		}
		out.Members = append(out.Members, &Member{Name: name, Key: key.Span, Value: ToString(value)})
	}
	return out
}
