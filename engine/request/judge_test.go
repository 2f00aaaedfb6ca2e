package request

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// TestJudge breaks every constraint of every shape and holds what is said to
// what the validator of the library says.
func TestJudge(t *testing.T) {
	accepted, refused := 0, 0
	allContracts(t, func(t *testing.T, op Operation, dir Direction, profile Profile, c *contract) {
		text, err := Schema(op, dir, profile)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := jsonschema.CompileString("schema.json", string(text))
		if err != nil {
			t.Fatal(err)
		}
		doc := sample(t, c.root, 0)
		docs := []any{doc}
		for _, d := range damages(t, c.root, doc, nil) {
			if _, number := d.value.(json.Number); !number || d.code != codeType { // JSON Schema has integers of any size
				docs = append(docs, d.apply(doc, d.path))
			}
		}
		for _, doc := range docs {
			text, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			root, err := Decode(text)
			if err != nil {
				t.Fatal(err)
			}
			j := judge{lenient: true}
			j.value(violation{shape: c.root, value: root})
			valid := schema.Validate(received(t, text)) == nil
			if (len(j.violations) == 0) != valid {
				t.Errorf("%d violations, and the validator says %v of %s", len(j.violations), valid, text)
			}
			if valid {
				accepted++
			} else {
				refused++
			}
		}
	})
	if accepted < 500 || refused < 5000 {
		t.Errorf("only %d documents accepted, %d refused", accepted, refused)
	}
}

// received is a document without the members that the service does not see:
// those that are null, and the one that damages add.
func received(t *testing.T, text []byte) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				strip(item)
			}
		case map[string]any:
			for name, value := range v {
				if strip(value); value == nil || name == "noSuchMember" {
					delete(v, name)
				}
			}
		}
	}
	strip(doc)
	return doc
}

// TestKeywords holds the schemas to the keywords that are read: one that is not
// known must not be passed by.
func TestKeywords(t *testing.T) {
	known := []string{
		"type", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "items",
		"minProperties", "maxProperties", "properties", "propertyNames", "additionalProperties", "required", "$ref",
		"$schema", "$id", "$defs", "title", "description", "deprecated", "x-aws",
	}
	var check func(file string, schema *Value)
	check = func(file string, schema *Value) {
		for _, m := range schema.Members() {
			if !slices.Contains(known, m.Name) {
				t.Errorf("%s has the keyword %s", file, m.Name)
			}
			switch m.Name {
			case "$defs", "properties":
				for _, of := range m.Value.Members() {
					check(file, of.Value)
				}
			case "items", "propertyNames", "additionalProperties":
				if m.Value.Kind() != Object && schema.Get("x-aws").Get("type").Str() == "map" {
					t.Errorf("%s has %s that is not a schema", file, m.Name)
				}
				check(file, m.Value)
			}
		}
		if schema.Has("$ref") && (schema.Has("minLength") || schema.Has("maxLength") || schema.Has("pattern") || schema.Has("properties")) {
			t.Errorf("%s has more beside $ref than is read", file)
		}
	}
	err := fs.WalkDir(schemaFiles, "schemas", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := schemaFiles.ReadFile(name)
		if err != nil {
			return err
		}
		doc, err := Decode(text)
		check(name, doc)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
