package request

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// accepts reports whether a prepared value conforms to a compiled schema, which
// has to be plain.
func accepts(s *jsonschema.Schema, v any) bool {
	if s.Ref != nil && !accepts(s.Ref, v) || len(broken(s, v)) > 0 {
		return false
	}
	switch v := v.(type) {
	case []any:
		return s.Items2020 == nil || !slices.ContainsFunc(v, func(item any) bool { return !accepts(s.Items2020, item) })
	case map[string]any:
		for name, value := range v {
			member, ok := s.Properties[name]
			if !ok {
				member, _ = s.AdditionalProperties.(*jsonschema.Schema)
			}
			if member != nil && !accepts(member, value) || s.PropertyNames != nil && !accepts(s.PropertyNames, name) {
				return false
			}
		}
	}
	return true
}

// broken are the keywords of a plain schema, not of those it is made of, that a
// prepared value breaks: one without unknown members, which are told before.
func broken(s *jsonschema.Schema, v any) (keywords []string) {
	check := func(keyword string, ok bool) {
		if !ok {
			keywords = append(keywords, keyword)
		}
	}
	size := func(n, least, most int, unit string) {
		check("min"+unit, n >= least)
		check("max"+unit, most < 0 || n <= most)
	}
	check("type", len(s.Types) == 0 || slices.ContainsFunc(s.Types, func(t string) bool { return isType(t, v) }))
	check("enum", len(s.Enum) == 0 || slices.ContainsFunc(s.Enum, func(one any) bool { return sameScalar(one, v) }))
	switch v := v.(type) {
	case string:
		if s.MinLength > 0 || s.MaxLength >= 0 {
			size(utf8.RuneCountInString(v), s.MinLength, s.MaxLength, "Length")
		}
		check("pattern", s.Pattern == nil || s.Pattern.MatchString(v))
	case json.Number:
		if s.Minimum == nil && s.Maximum == nil {
			break
		}
		if n, ok := new(big.Rat).SetString(string(v)); ok {
			check("minimum", s.Minimum == nil || n.Cmp(s.Minimum) >= 0)
			check("maximum", s.Maximum == nil || n.Cmp(s.Maximum) <= 0)
		}
	case []any:
		size(len(v), s.MinItems, s.MaxItems, "Items")
	case map[string]any:
		size(len(v), s.MinProperties, s.MaxProperties, "Properties")
		check("required", !slices.ContainsFunc(s.Required, func(name string) bool {
			_, ok := v[name]
			return !ok
		}))
	}
	return keywords
}

// isType tells the type of a value; an integer is one that is written so.
func isType(name string, v any) bool {
	switch v := v.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case json.Number:
		return name == "number" || name == "integer" && strings.Trim(string(v), "-0123456789") == ""
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return false
}

// sameScalar reports whether two texts or numbers are the same and written
// alike.
func sameScalar(a, b any) bool {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return ok && a == b
	case json.Number:
		b, ok := b.(json.Number)
		return ok && a == b
	}
	return false
}

// isPlain reports whether a schema, and all that it is made of, has no keywords
// but those that broken knows.
func isPlain(s *jsonschema.Schema, done map[*jsonschema.Schema]bool) bool {
	if s == nil || done[s] {
		return true
	}
	done[s] = true
	if s.Format != "" || s.Always != nil || s.RecursiveRef != nil || s.DynamicRef != nil || s.Constant != nil || s.Not != nil ||
		s.AllOf != nil || s.AnyOf != nil || s.OneOf != nil || s.If != nil || s.RegexProperties || s.PatternProperties != nil ||
		s.Dependencies != nil || s.DependentRequired != nil || s.DependentSchemas != nil || s.UnevaluatedProperties != nil ||
		s.UniqueItems || s.Items != nil || s.AdditionalItems != nil || s.PrefixItems != nil || s.Contains != nil ||
		s.UnevaluatedItems != nil || s.ContentEncoding != "" || s.ContentMediaType != "" || s.ContentSchema != nil ||
		s.ExclusiveMinimum != nil || s.ExclusiveMaximum != nil || s.MultipleOf != nil || len(s.Extensions) > 0 {
		return false
	}
	for _, p := range s.Properties {
		if !isPlain(p, done) {
			return false
		}
	}
	others, _ := s.AdditionalProperties.(*jsonschema.Schema)
	return isPlain(s.Ref, done) && isPlain(s.Items2020, done) && isPlain(s.PropertyNames, done) && isPlain(others, done)
}
