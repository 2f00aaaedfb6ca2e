package request

import (
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// TestAccepts breaks every constraint of every shape and holds what accepts
// says to what the validator says.
func TestAccepts(t *testing.T) {
	accepted, refused, unsure := 0, 0, 0
	allContracts(t, func(t *testing.T, _ Operation, dir Direction, _ Profile, c *contract) {
		doc := sample(t, c.root, 0)
		docs := []any{doc}
		for _, d := range damages(t, c.root, doc, nil) {
			docs = append(docs, d.apply(doc, d.path))
		}
		for i, doc := range docs {
			text, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			root, err := Decode(text)
			if err != nil {
				t.Fatal(err)
			}
			p := preparer{lenient: true}
			prepared := p.value(c.root, root, nil)
			valid := c.schema.Validate(prepared) == nil
			if found := c.violations(root, prepared); (len(found) == 0) != valid {
				t.Errorf("%d violations, and the validator says %v of %s", len(found), valid, text)
			}
			switch accepts := accepts(c.schema, prepared); {
			case accepts && !valid:
				t.Errorf("the validator refuses what is accepted: %s", text)
			case accepts:
				accepted++
			case !valid:
				refused++
			case i == 0:
				t.Errorf("a valid document is not accepted: %s", text)
			default:
				unsure++
			}
		}
	})
	t.Logf("%d accepted, %d refused, %d left to the validator though they are valid", accepted, refused, unsure)
	if unsure > accepted/20 {
		t.Error("too much is left to the validator")
	}
}

// TestNotPlain: a keyword that accepts does not know must not be passed by.
func TestNotPlain(t *testing.T) {
	for _, schema := range []string{
		`{"const": 1}`, `{"anyOf": [{"type": "string"}]}`, `{"oneOf": [true]}`, `{"allOf": [true]}`, `{"not": {"type": "string"}}`,
		`{"patternProperties": {"a": true}}`, `{"uniqueItems": true}`, `{"prefixItems": [true]}`, `{"contains": true}`,
		`{"multipleOf": 2}`, `{"exclusiveMinimum": 2}`, `{"exclusiveMaximum": 2}`, `{"if": {"type": "string"}, "then": false}`,
		`{"dependentRequired": {"a": ["b"]}}`, `{"dependentSchemas": {"a": true}}`, `{"unevaluatedProperties": false}`,
		`{"unevaluatedItems": false}`, `{"properties": {"a": {"items": {"uniqueItems": true}}}}`,
		`{"additionalProperties": {"$ref": "#/$defs/a"}, "$defs": {"a": {"const": 1}}}`, `{"propertyNames": {"const": "a"}}`, `false`,
	} {
		compiled, err := jsonschema.CompileString("schema.json", schema)
		if err != nil {
			t.Fatalf("%s: %v", schema, err)
		}
		if isPlain(compiled, map[*jsonschema.Schema]bool{}) {
			t.Errorf("%s is taken for plain", schema)
		}
	}
}
