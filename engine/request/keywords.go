package request

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// bind gives a shape, and all that it is made of, their compiled schemas.
func (s *shape) bind(compiled *jsonschema.Schema) {
	if s.schemas != nil {
		return
	}
	for ; compiled.Ref != nil; compiled = compiled.Ref {
		if compiled.Enum != nil || compiled.Minimum != nil || compiled.Maximum != nil {
			s.schemas = append(s.schemas, compiled) // what generated schemas have beside $ref
		}
	}
	s.schemas = append(s.schemas, compiled)
	switch s.kind {
	case listShape:
		s.elem.bind(compiled.Items2020)
	case mapShape:
		s.key.bind(compiled.PropertyNames)
		s.elem.bind(compiled.AdditionalProperties.(*jsonschema.Schema))
	}
	for _, m := range s.members {
		m.shape.bind(compiled.Properties[m.name])
	}
}

// broken are the keywords of a schema that a value breaks, but for those that
// are about members and elements; size is that of a list, map or structure.
func broken(s *jsonschema.Schema, v *Value, size int) (keywords []string) {
	check := func(keyword string, ok bool) {
		if !ok {
			keywords = append(keywords, keyword)
		}
	}
	between := func(n, least, most int, unit string) {
		check("min"+unit, n >= least)
		check("max"+unit, most < 0 || n <= most)
	}
	check("type", len(s.Types) == 0 || slices.ContainsFunc(s.Types, v.isType))
	check("enum", len(s.Enum) == 0 || slices.ContainsFunc(s.Enum, v.isScalar))
	switch v.Kind() {
	case String:
		if s.MinLength > 0 || s.MaxLength >= 0 {
			between(utf8.RuneCountInString(v.text), s.MinLength, s.MaxLength, "Length")
		}
		check("pattern", s.Pattern == nil || s.Pattern.MatchString(v.text))
	case Number:
		if s.Minimum == nil && s.Maximum == nil {
			break
		}
		if n, ok := new(big.Rat).SetString(v.text); ok {
			check("minimum", s.Minimum == nil || n.Cmp(s.Minimum) >= 0)
			check("maximum", s.Maximum == nil || n.Cmp(s.Maximum) <= 0)
		}
	case Array:
		between(size, s.MinItems, s.MaxItems, "Items")
	case Object:
		between(size, s.MinProperties, s.MaxProperties, "Properties")
	}
	return keywords
}

// isType reports whether the value is of a type of JSON Schema; an integer is
// one that is written so.
func (v *Value) isType(name string) bool {
	switch v.Kind() {
	case String:
		return name == "string"
	case Bool:
		return name == "boolean"
	case Number:
		return name == "number" || name == "integer" && strings.Trim(v.text, "-0123456789") == ""
	case Array:
		return name == "array"
	case Object:
		return name == "object"
	}
	return false
}

// isScalar reports whether the value is a text or a number, written like this
// one of a schema.
func (v *Value) isScalar(one any) bool {
	switch one := one.(type) {
	case string:
		return v.Kind() == String && v.text == one
	case json.Number:
		return v.Kind() == Number && v.text == string(one)
	}
	return false
}
