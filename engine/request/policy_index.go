package request

import (
	"fmt"

	"github.com/logsieve/logsieve/internal/quota"
)

// indexPolicy judges the field index policy in policyDocument.
func indexPolicy(d *document) []Finding {
	doc, found := d.embedded("policyDocument", "")
	if doc == nil {
		return found
	}
	root := doc.root
	const remedy = `Write {"Fields": ["requestId"]}.`
	if root.Kind() != Object {
		return append(found, root.finding("", fmt.Sprintf("A field index policy must be an object, not %s.", root.Kind().article()), remedy))
	}
	for _, m := range root.entries() {
		if m.name != "Fields" && m.name != "FieldsV2" && len(found) < maxEmbeddedFindings {
			f := m.about("", fmt.Sprintf("%q is not a member of a field index policy.", m.name), closest(m.name, []string{"Fields", "FieldsV2"}))
			f.Severity = Warning
			found = append(found, f)
		}
	}
	fields, faults := indexFields(root)
	found = append(found, faults...)
	if len(fields) == 0 && len(faults) == 0 {
		found = append(found, root.missing("", "The policy names no field.", remedy))
	}
	seen := map[string]bool{}
	for _, field := range fields {
		if seen[field.name] {
			found = append(found, field.again())
			continue
		}
		seen[field.name] = true
		if len(seen) == quota.IndexFields+1 {
			found = append(found, field.told(fmt.Sprintf("Policy document contains more than %d fields.", quota.IndexFields), fmt.Sprintf("A policy may index at most %d fields.", quota.IndexFields), "Remove the others."))
		}
	}
	return bounded(append(found, root.repeated()...))
}

// indexField is a field that a policy names.
type indexField struct {
	entry
	typed bool // in FieldsV2: the name is a key
}

func (f *indexField) told(service, reason, remedy string) Finding {
	if f.typed {
		return f.about(service, reason, remedy)
	}
	return f.finding(service, reason, remedy)
}

// again is the finding for a field that was named before. Whether the service
// counts it twice is not known; in Fields and in FieldsV2 it must not stand.
func (f *indexField) again() Finding {
	if f.typed {
		return f.told("", fmt.Sprintf("%q is also in Fields.", f.name), "Remove it from Fields or from FieldsV2.")
	}
	told := f.told("", fmt.Sprintf("%q is named twice.", f.name), "Remove one of them.")
	told.Severity = Warning
	return told
}

// indexFields are the fields of Fields and FieldsV2.
func indexFields(root node) (fields []indexField, found []Finding) {
	list := root.get("Fields")
	if list.Present() && list.Kind() != Array {
		found = append(found, list.finding("", fmt.Sprintf("Fields must be a list of strings, not %s.", list.Kind().article()), `Write ["requestId"].`))
	}
	for _, item := range list.items() {
		if name, ok := item.Text(); ok && name != "" {
			fields = append(fields, indexField{entry: entry{name: name, node: item}})
			continue
		}
		found = append(found, item.finding("", "This is not the name of a field.", `Write a text such as "requestId".`))
	}
	typed := root.get("FieldsV2")
	if typed.Present() && typed.Kind() != Object {
		found = append(found, typed.finding("", fmt.Sprintf("FieldsV2 must be an object of fields and their types, not %s.", typed.Kind().article()), `Write {"requestId": {"type": "FACET"}}.`))
	}
	members, _ := typed.lastOfEach() // the others are told as repeated
	for _, m := range typed.as(members) {
		fields = append(fields, indexField{m, true})
		if kind := m.Get("type").Str(); kind != "FIELD_INDEX" && kind != "FACET" {
			found = append(found, m.finding("", fmt.Sprintf("The type of %q is neither FIELD_INDEX nor FACET.", m.name), `Write {"type": "FIELD_INDEX"} or {"type": "FACET"}.`))
		}
	}
	return fields, found
}
