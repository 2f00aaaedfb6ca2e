package schemagen

import "encoding/json"

// schema is one JSON Schema node, in the keyword order in which it is written.
type schema struct {
	Schema               string           `json:"$schema,omitempty"`
	ID                   string           `json:"$id,omitempty"`
	Title                string           `json:"title,omitempty"`
	Comment              string           `json:"$comment,omitempty"`
	Ref                  string           `json:"$ref,omitempty"`
	Type                 string           `json:"type,omitempty"`
	Deprecated           bool             `json:"deprecated,omitempty"`
	Required             []string         `json:"required,omitempty"`
	Properties           ordered[*schema] `json:"properties,omitempty"`
	AdditionalProperties any              `json:"additionalProperties,omitempty"` // false or *schema
	PropertyNames        *schema          `json:"propertyNames,omitempty"`
	MinProperties        *json.Number     `json:"minProperties,omitempty"`
	MaxProperties        *json.Number     `json:"maxProperties,omitempty"`
	Items                *schema          `json:"items,omitempty"`
	MinItems             *json.Number     `json:"minItems,omitempty"`
	MaxItems             *json.Number     `json:"maxItems,omitempty"`
	MinLength            *json.Number     `json:"minLength,omitempty"`
	MaxLength            *json.Number     `json:"maxLength,omitempty"`
	Pattern              string           `json:"pattern,omitempty"`
	Enum                 []any            `json:"enum,omitempty"` // strings or json.Numbers
	Minimum              *json.Number     `json:"minimum,omitempty"`
	Maximum              *json.Number     `json:"maximum,omitempty"`
	AWS                  *annotation      `json:"x-aws,omitempty"`
	Defs                 ordered[*schema] `json:"$defs,omitempty"`
}

// annotation holds what the service's messages need and JSON Schema has no
// keyword for. Validators ignore it.
type annotation struct {
	// Type is the model's type where JSON has no own one: integer, long,
	// double, timestamp, blob, map, union, eventstream.
	Type string `json:"type,omitempty"`
	// Pattern is the model's pattern as the service prints it, unanchored.
	Pattern string `json:"pattern,omitempty"`
	// EnumOrder is the order in which the service was seen to list an enum.
	EnumOrder []string `json:"enumOrder,omitempty"`
	// PrintOrder is the order in which the service was seen to print members.
	PrintOrder []string `json:"printOrder,omitempty"`
	// Rules tells for each keyword that does not come from the model which
	// rule it comes from. The service's text for these is not recorded.
	Rules ordered[string] `json:"rules,omitempty"`
	// Alias is the name under which boto3 offers the member.
	Alias string `json:"alias,omitempty"`
	// Location is uri or querystring for members that are not in the body.
	Location string `json:"location,omitempty"`
	// IdempotencyToken marks a member that clients fill in by themselves.
	IdempotencyToken bool `json:"idempotencyToken,omitempty"`
	// FilterPattern marks a string that must parse as a filter pattern.
	FilterPattern bool `json:"filterPattern,omitempty"`
	// Exception is, at the root of a request, the error code of a violation.
	Exception string `json:"exception,omitempty"`
	// Errors are, at the root of a response, the errors that the operation declares.
	Errors []string `json:"errors,omitempty"`
}

// annotate is the node's annotation, made on first use.
func (s *schema) annotate() *annotation {
	if s.AWS == nil {
		s.AWS = &annotation{}
	}
	return s.AWS
}

// number is a keyword's value.
func number(text string) *json.Number {
	n := json.Number(text)
	return &n
}
