package request

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/logsieve/logsieve/internal/constraint"
)

// What the service answers to requests that fit badly to what is there already.
const (
	// StandardOnly is, as a ValidationException, for log groups of another
	// class than STANDARD (recorded: cdk-preflight).
	StandardOnly = "This operation is only supported on the Standard log class."
	// RoleForOrganization is for subscription filters without a role
	// (cloud-custodian#8246); see ForOrganizations.
	RoleForOrganization = "Role ARN is required when creating subscription filter against destination with Organization access policy"
)

// serviceText is the service's text for one violation. Lists and maps of
// scalars are reported as a whole, with all constraints of their elements.
func (v *violation) serviceText(asOf time.Time) string {
	if !v.asElement() {
		if v.value == nil || v.keyword == "null" {
			return constraint.Text(constraint.Null, "", v.path.Service(), "Member must not be null")
		}
		value := ""
		if constraint.ShowsValue(v.kind(), asOf) {
			value = printed(v.shape, v.value)
		}
		return constraint.TextAsOf(v.kind(), value, v.path.Service(), v.shape.constraint(v.keyword), asOf)
	}
	subject := "Member"
	switch v.path[len(v.path)-1].Kind {
	case ValueStep:
		subject = "Map value"
	case KeyStep:
		subject = "Map keys"
	}
	constraints := v.shape.constraints()
	if v.keyword == "null" {
		constraints = append(constraints, "Member must not be null")
	}
	value := ""
	if constraint.ShowsValue(constraint.Element, asOf) {
		value = printed(v.parent, v.holder)
	}
	return constraint.TextAsOf(constraint.Element, value, v.path[:len(v.path)-1].Service(),
		fmt.Sprintf("%s must satisfy constraint: [%s]", subject, strings.Join(constraints, ", ")), asOf)
}

// asElement reports whether the text is about the list or map that holds the
// value: one of scalars.
func (v *violation) asElement() bool { return v.parent != nil && v.shape.scalar() }

// sameText reports whether the service says the same of two violations, as it
// says it of the list or map that both are in.
func (v *violation) sameText(other *violation) bool {
	return v.asElement() && v.holder == other.holder && v.rule == other.rule &&
		(v.keyword == "null") == (other.keyword == "null") && v.path[len(v.path)-1].Kind == other.path[len(other.path)-1].Kind
}

// kind is what the violated constraint of the model is about.
func (v *violation) kind() constraint.Kind {
	switch v.keyword {
	case "pattern":
		return constraint.Pattern
	case "enum":
		return constraint.Enum
	case "maximum", "minimum":
		return constraint.Range
	case "maxLength", "minLength":
		return constraint.StringLength
	}
	return constraint.ListLength
}

// maxPrinted bounds how many bytes of a value are printed.
const maxPrinted = constraint.MaxValue

func printed(s *shape, v *Value) string {
	var b strings.Builder
	printValue(&b, s, v)
	return constraint.Cut(b.String(), maxPrinted)
}

// maxShown bounds a name or value of the document in texts of our own.
const maxShown = 200

func shown(text string) string { return constraint.Cut(text, maxShown) }

// constraint is the service's words for a keyword.
func (s *shape) constraint(keyword string) string {
	switch keyword {
	case "pattern":
		return "Member must satisfy regular expression pattern: " + s.pattern
	case "enum":
		order := s.printOrder
		if order == nil {
			order = s.enum
		}
		return "Member must satisfy enum value set: [" + strings.Join(order, ", ") + "]"
	case "maximum":
		return "Member must have value less than or equal to " + s.limit(s.max)
	case "minimum":
		return "Member must have value greater than or equal to " + s.limit(s.min)
	case "maxLength", "maxItems", "maxProperties":
		return "Member must have length less than or equal to " + s.max
	}
	return "Member must have length greater than or equal to " + s.min
}

// limit prints a bound of a value: bounds of doubles have a decimal point.
func (s *shape) limit(text string) string {
	if s.kind == doubleShape && !strings.Contains(text, ".") {
		return text + ".0"
	}
	return text
}

// constraints are all constraints of the model on an element: maximum,
// minimum, pattern, enum.
func (s *shape) constraints() []string {
	keywords := []string{"maxLength", "minLength"}
	if s.kind != stringShape {
		keywords = []string{"maximum", "minimum"}
	}
	var out []string
	add := func(has bool, keyword string) {
		if has && s.rules[keyword] == "" {
			out = append(out, s.constraint(keyword))
		}
	}
	add(s.max != "", keywords[0])
	add(s.min != "", keywords[1])
	add(s.pattern != "", "pattern")
	add(s.enum != nil, "enum")
	return out
}

// typeText is the service's text for a value of the wrong JSON type. Recorded
// for CloudWatch Logs: STRING_VALUE for a Long; the others for services on
// the same framework. "" where nothing is recorded.
func (v *violation) typeText() string {
	switch v.value.Kind() {
	case Array:
		return "Start of list found where not expected"
	case Object:
		return "Start of structure or map found where not expected."
	case Number:
		if k := v.shape.kind; k == integerShape || k == longShape || k == doubleShape {
			return "" // out of range
		}
	}
	switch v.shape.kind {
	case listShape:
		return "Expected list or null"
	case mapShape:
		return "Expected map or null"
	case structureShape, unionShape, eventStreamShape:
		if len(v.path) == 0 {
			return ""
		}
		return "Expected null"
	}
	target := kindWords[v.shape.kind].java
	if target == "" {
		return ""
	}
	return fmt.Sprintf("%s can not be converted to %s", tokenName(v.value), target)
}

// tokenName is the name of the service's JSON parser for a scalar.
func tokenName(v *Value) string {
	switch v.Kind() {
	case Number:
		return "NUMBER_VALUE"
	case Bool:
		if flag, _ := v.Flag(); flag {
			return "TRUE_VALUE"
		}
		return "FALSE_VALUE"
	}
	return "STRING_VALUE"
}

// invalidResourceARN is what operations on a resource answer, as a
// ValidationException, to an ARN that they cannot read, such as one that ends
// in :* (recorded for ListTagsForResource, D for the others).
const invalidResourceARN = "Invalid resourceArn"

// isResourceARN reports whether the violation is answered with
// invalidResourceARN.
func (v *violation) isResourceARN() bool {
	return v.keyword == "pattern" && len(v.path) == 1 && v.path[0].Name == "resourceArn"
}

// longName is what operations that look up a log group or stream answer in
// place of the constraint frame when a name is too long.
const longName = "Invalid LogGroup or LogStream, both must have length less than or equal to 512."

// isLongName reports whether the violation is answered with longName.
func (v *violation) isLongName() bool {
	return v.keyword == "maxLength" && len(v.path) == 1 &&
		slices.Contains([]string{"logGroupName", "logStreamName"}, v.path[0].Name)
}
