package request

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/logsieve/logsieve/internal/suggest"
)

// violation is one keyword of a schema that a value breaks.
type violation struct {
	path    Path
	keyword string // type, required, pattern, maxLength, …; null for a null element
	shape   *shape // of the value
	parent  *shape // the list or map that holds the value, nil otherwise
	value   *Value // nil for a missing member
	rank    []int  // the path in the model's order
	rule    string // of the overlay; "" for the model's own limits
}

// violations asks the schema about a prepared document and answers in the
// order of the service: by place, pattern before length.
func (c *contract) violations(root *Value, prepared any) ([]violation, error) {
	if c.plain && accepts(c.schema, prepared) {
		return nil, nil
	}
	err := c.schema.Validate(prepared)
	if err == nil {
		return nil, nil
	}
	var failed *jsonschema.ValidationError
	if !errors.As(err, &failed) {
		return nil, err
	}
	var out []violation
	for _, leaf := range leaves(failed, nil) {
		out = c.collect(out, root, leaf)
	}
	return out, nil
}

// leaves are the errors that have no cause of their own.
func leaves(e *jsonschema.ValidationError, to []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return append(to, e)
	}
	for _, cause := range e.Causes {
		to = leaves(cause, to)
	}
	return to
}

// collect turns one leaf into violations: several when members are missing.
func (c *contract) collect(to []violation, root *Value, leaf *jsonschema.ValidationError) []violation {
	v := violation{shape: c.root, value: root}
	v.keyword = leaf.KeywordLocation[strings.LastIndexByte(leaf.KeywordLocation, '/')+1:]
	for _, token := range pointerTokens(leaf.InstanceLocation) {
		v.descend(token)
	}
	if v.shape.kind == mapShape && inEntry(leaf.KeywordLocation) {
		v.descend("") // the validator leaves empty names out of locations
	}
	if strings.Contains(leaf.KeywordLocation, "/propertyNames/") && v.parent != nil {
		last := &v.path[len(v.path)-1]
		last.Kind = KeyStep
		v.shape = v.parent.key
		_, span := v.path.resolve(root)
		v.value = &Value{kind: String, span: span, text: last.Name}
	}
	if v.keyword != "required" {
		v.rule = v.shape.rules[v.keyword]
		if v.keyword == "type" && v.value.Kind() == Null {
			v.keyword = "null"
		}
		return append(to, v)
	}
	for i, m := range v.shape.members {
		if !m.required || v.value.Has(m.name) {
			continue
		}
		missing := violation{
			keyword: "required", shape: m.shape,
			path: v.path.then(Step{Name: m.name}), rank: append(slices.Clone(v.rank), i),
		}
		missing.rule = v.shape.rules["required"]
		to = append(to, missing)
	}
	return to
}

// inEntry reports whether a keyword belongs to a key or value of a map.
func inEntry(keywordLocation string) bool {
	holder := path.Base(path.Dir(path.Dir(keywordLocation)))
	return holder == "propertyNames" || holder == "additionalProperties"
}

// descend goes one step down the document.
func (v *violation) descend(token string) {
	st := Step{Name: token}
	var next *Value
	rank := 0
	switch v.shape.kind {
	case listShape:
		i, _ := strconv.Atoi(token)
		st = Step{Index: i, Kind: IndexStep}
		next, rank = v.value.Items()[i], i
		v.parent = v.shape
	case mapShape:
		st.Kind = ValueStep
		next = v.value.Get(token)
		rank = slices.IndexFunc(v.value.Members(), func(m Member) bool { return m.Value == next })
		v.parent = v.shape
	default:
		next, rank = v.value.Get(token), v.shape.memberIndex(token)
		v.parent = nil
	}
	v.path = append(v.path, st)
	v.rank = append(v.rank, rank)
	v.shape, v.value = v.shape.step(st), next
}

// pointerTokens splits the validator's instance location, a JSON pointer whose
// tokens are percent-encoded besides.
func pointerTokens(location string) []string {
	if location == "" {
		return nil
	}
	tokens := strings.Split(location[1:], "/")
	for i, t := range tokens {
		if plain, err := url.PathUnescape(t); err == nil {
			t = plain
		}
		tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
	}
	return tokens
}

// keywordRank orders the violations of one value: the pattern is reported
// before the length.
func keywordRank(keyword string) int {
	switch keyword {
	case "pattern":
		return 0
	case "maxLength", "maxItems", "maxProperties", "maximum":
		return 1
	case "minLength", "minItems", "minProperties", "minimum":
		return 2
	}
	return 3
}

// sortViolations puts violations in the order of the model's members and of
// list elements; a list comes before its elements.
func sortViolations(vs []violation) {
	slices.SortStableFunc(vs, func(a, b violation) int {
		return cmp.Or(slices.Compare(a.rank, b.rank), cmp.Compare(keywordRank(a.keyword), keywordRank(b.keyword)))
	})
}

// code is the finding code of a violation.
func (v *violation) code() findingCode {
	switch v.keyword {
	case "type":
		return codeType
	case "required", "null":
		return codeRequired
	case "pattern":
		return codePattern
	case "enum":
		return codeEnum
	case "maximum":
		return codeTooLarge
	case "minimum":
		return codeTooSmall
	case "maxLength", "maxItems":
		return codeTooLong
	case "minLength", "minItems":
		return codeTooShort
	}
	if v.shape.kind == unionShape {
		return codeUnion
	}
	if v.keyword == "maxProperties" {
		return codeTooLong
	}
	return codeTooShort
}

// explain says in our words what is wrong and what to do.
func (v *violation) explain() (reason, remedy string) {
	s := v.shape
	last := "the value"
	if len(v.path) > 0 {
		last = v.path.Boto3()
	}
	switch v.code() {
	case codeType:
		if v.value.Kind() == Number && s.kind >= integerShape && s.kind <= doubleShape {
			return fmt.Sprintf("%s does not fit: %s expects %s.", v.value.Literal(), last, s.kind.article()),
				fmt.Sprintf("Give %s.", s.kind.article())
		}
		return fmt.Sprintf("%s is %s, expected %s.", last, v.value.Kind().article(), s.kind.article()),
			fmt.Sprintf("Give %s.", s.kind.article())
	case codeRequired:
		if v.keyword == "null" {
			return fmt.Sprintf("%s is null.", last), "Leave the element out."
		}
		return fmt.Sprintf("%s is required.", last), fmt.Sprintf("Add %s: %s.", v.path[len(v.path)-1].Name, s.kind.article())
	case codePattern:
		return fmt.Sprintf("%s does not match the pattern %s.", last, s.pattern), patternRemedy(s.goPattern, v.value.Str())
	case codeEnum:
		remedy = fmt.Sprintf("Use one of %s.", strings.Join(s.enum, ", "))
		if similar := suggest.Closest(v.value.Str(), s.enum); similar != "" && v.value.Kind() == String {
			remedy = fmt.Sprintf("Did you mean %s? %s", similar, remedy)
		}
		return fmt.Sprintf("%s is not one of the values of %s.", printed(s, v.value), last), remedy
	case codeTooLarge:
		return fmt.Sprintf("%s is above the maximum %s.", last, s.max), fmt.Sprintf("Use at most %s.", s.max)
	case codeTooSmall:
		return fmt.Sprintf("%s is below the minimum %s.", last, s.min), fmt.Sprintf("Use at least %s.", s.min)
	case codeTooLong:
		return fmt.Sprintf("%s has %d %s, more than %s.", last, length(v.value), s.unit(), s.max), fmt.Sprintf("Use at most %s.", s.max)
	case codeTooShort:
		return fmt.Sprintf("%s has %d %s, fewer than %s.", last, length(v.value), s.unit(), s.min), fmt.Sprintf("Use at least %s.", s.min)
	}
	return fmt.Sprintf("%s is a union and must hold exactly one of %s.", last, strings.Join(s.names(), ", ")),
		"Set exactly one member."
}
