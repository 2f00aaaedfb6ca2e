package source

import "strings"

// onlyDocument is the document of a list that holds one; a longer list stays,
// and is no text.
func onlyDocument(v *Value) *Value {
	if v.Kind == List && len(v.Items) == 1 {
		return v.Items[0]
	}
	return v
}

// target is an ARN as the configuration of a delivery destination.
func target(v *Value) *Value {
	arn := &Member{Name: "destinationResourceArn", Key: v.Span, Value: ToString(v)}
	return &Value{Kind: Map, Span: v.Span, Members: []*Member{arn}}
}

// processors are the processors of a transformer with the names of the API.
// Terraform writes each as a block in one of its own.
func processors(v *Value) *Value {
	if v.Kind == Map {
		v = &Value{Kind: List, Span: v.Span, Items: []*Value{v}}
	}
	if v.Kind != List {
		return v
	}
	return v.each(processor)
}

// processor gives the members of a processor, and those in them, their names.
func processor(v *Value) *Value {
	if v.Kind != Map {
		return v
	}
	out := &Value{Kind: Map, Span: v.Span}
	for _, m := range v.Members {
		name := processorName(m.Name)
		if value := processorMember(name, m.Value); value != nil {
			out.Members = append(out.Members, &Member{Name: name, Key: m.Key, Value: value})
		}
	}
	return out
}

// processorMember is a member's value, nil for a block that is not there. A
// block that stands once is an object, only entries are a list of such.
func processorMember(name string, v *Value) *Value {
	switch {
	case v.Kind == Null:
		return nil
	case v.Kind == Map && name == "entries":
		return &Value{Kind: List, Span: v.Span, Items: []*Value{processor(v)}}
	case v.Kind == Map:
		return processor(v)
	case v.Kind != List:
		return v
	case len(v.Items) == 0:
		return nil
	case v.Items[0].Kind != Map:
		return toTexts(v, false)
	case name != "entries" && len(v.Items) == 1:
		return processor(v.Items[0])
	}
	return v.each(processor)
}

// processorName is the API's spelling of ParseJSON, parse_json and parseJson.
func processorName(name string) string {
	switch strings.ToLower(strings.ReplaceAll(name, "_", "")) {
	case "parsejson":
		return "parseJSON"
	case "parsewaf":
		return "parseWAF"
	case "parsevpc":
		return "parseVPC"
	case "parsetoocsf":
		return "parseToOCSF"
	case "entry":
		return "entries"
	}
	name = CamelCase(strings.ReplaceAll(name, "_", "-"))
	if name == "" {
		return name
	}
	return strings.ToLower(name[:1]) + name[1:]
}
