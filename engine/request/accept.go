package request

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

// accepts reports whether a prepared value surely conforms to a compiled
// schema. That is most of what is asked, and the validator takes twenty times
// as long to say it, as it gets ready to say what is wrong. When it is not
// sure, or not so, the validator decides. The schema has to be plain.
func accepts(s *jsonschema.Schema, v any) bool {
	if s.Ref != nil && !accepts(s.Ref, v) {
		return false
	}
	if len(s.Types) > 0 && !slices.ContainsFunc(s.Types, func(t string) bool { return isType(t, v) }) {
		return false
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(one any) bool { return sameScalar(one, v) }) {
		return false
	}
	switch v := v.(type) {
	case string:
		if s.MinLength > 0 || s.MaxLength >= 0 {
			if n := utf8.RuneCountInString(v); n < s.MinLength || s.MaxLength >= 0 && n > s.MaxLength {
				return false
			}
		}
		return s.Pattern == nil || s.Pattern.MatchString(v)
	case json.Number:
		return within(v, s.Minimum, s.Maximum)
	case []any:
		if len(v) < s.MinItems || s.MaxItems >= 0 && len(v) > s.MaxItems {
			return false
		}
		return s.Items2020 == nil || !slices.ContainsFunc(v, func(item any) bool { return !accepts(s.Items2020, item) })
	case map[string]any:
		return acceptsMembers(s, v)
	case bool:
		return true
	}
	return false
}

func acceptsMembers(s *jsonschema.Schema, v map[string]any) bool {
	if len(v) < s.MinProperties || s.MaxProperties >= 0 && len(v) > s.MaxProperties {
		return false
	}
	for _, name := range s.Required {
		if _, ok := v[name]; !ok {
			return false
		}
	}
	for name, value := range v {
		member, ok := s.Properties[name]
		if !ok {
			switch others := s.AdditionalProperties.(type) {
			case bool:
				if !others {
					return false
				}
			case *jsonschema.Schema:
				member = others
			}
		}
		if member != nil && !accepts(member, value) || s.PropertyNames != nil && !accepts(s.PropertyNames, name) {
			return false
		}
	}
	return true
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

func within(n json.Number, least, most *big.Rat) bool {
	if least == nil && most == nil {
		return true
	}
	v, ok := new(big.Rat).SetString(string(n))
	return ok && (least == nil || v.Cmp(least) >= 0) && (most == nil || v.Cmp(most) <= 0)
}

// isPlain reports whether a schema, and all that it is made of, has no keywords
// but those that accepts knows.
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
