package request

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/logsieve/logsieve/internal/suggest"
)

// violation is one keyword of a schema that a value breaks.
type violation struct {
	path    Path
	keyword string // type, required, pattern, maxLength, …; null for a null element
	shape   *shape // of the value
	parent  *shape // of the list or map that holds the value, nil otherwise
	holder  *Value // that list or map
	value   *Value // nil for a missing member
	rank    []int  // the path in the model's order
	rule    string // of the overlay; "" for the model's own limits
}

// violations holds a prepared document against the schema. They are in the order
// of the service: by place, pattern before length.
func (c *contract) violations(root *Value, prepared any) []violation {
	if accepts(c.schema, prepared) {
		return nil
	}
	var f finder
	f.value(c.schema, prepared, violation{path: make(Path, 0, 8), shape: c.root, value: root, rank: make([]int, 0, 8)})
	return f.found
}

// finder collects violations, no more of a kind than can be told.
type finder struct {
	found     []violation
	counts    counts
	holders   map[holderKind]bool // that have been met
	firstType int                 // where the first value of a wrong type starts
}

// holderKind is a list or map of scalars, which the service tells as a whole,
// and what breaks in it.
type holderKind struct {
	holder *Value
	code   findingCode
}

// value finds what a prepared value breaks. The memory of at's path and rank is
// that of others, too.
func (f *finder) value(s *jsonschema.Schema, prepared any, at violation) {
	if accepts(s, prepared) {
		return
	}
	if s.Ref != nil {
		f.value(s.Ref, prepared, at)
	}
	for _, keyword := range broken(s, prepared) {
		f.add(keyword, at)
	}
	switch prepared := prepared.(type) {
	case []any:
		for i, item := range prepared {
			if s.Items2020 != nil {
				f.value(s.Items2020, item, at.down(Step{Index: i, Kind: IndexStep}, i, at.value.Items()[i]))
			}
		}
	case map[string]any:
		if at.shape.kind == mapShape {
			f.entries(s, prepared, at)
			return
		}
		for i, m := range at.shape.members {
			if value, ok := prepared[m.name]; ok && s.Properties[m.name] != nil {
				f.value(s.Properties[m.name], value, at.down(Step{Name: m.name}, i, at.value.Get(m.name)))
			}
		}
	}
}

// entries finds what the keys and values of a map break.
func (f *finder) entries(s *jsonschema.Schema, prepared map[string]any, at violation) {
	last := at.value.last()
	for i, m := range at.value.Members() {
		if at.value.overwritten(i, last) {
			continue
		}
		if s.PropertyNames != nil {
			key := &Value{kind: String, span: m.NameSpan, text: m.Name}
			f.value(s.PropertyNames, m.Name, at.down(Step{Name: m.Name, Kind: KeyStep}, i, key))
		}
		if values, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
			f.value(values, prepared[m.Name], at.down(Step{Name: m.Name, Kind: ValueStep}, i, m.Value))
		}
	}
}

// down goes one step down the document.
func (v violation) down(st Step, rank int, to *Value) violation {
	holder, in := v.value, v.shape
	v.parent, v.holder = nil, nil
	if st.Kind != MemberStep {
		v.parent, v.holder = in, holder
	}
	v.path, v.rank, v.shape, v.value = append(v.path, st), append(v.rank, rank), in.step(st), to
	return v
}

// add takes note of a keyword that a value breaks: several when members are
// missing.
func (f *finder) add(keyword string, v violation) {
	v.keyword = keyword
	if keyword != "required" {
		v.rule = v.shape.rules[keyword]
		if keyword == "type" && v.value.Kind() == Null {
			v.keyword = "null"
		}
		f.keep(v)
		return
	}
	for i, m := range v.shape.members {
		if m.required && !v.value.Has(m.name) {
			missing := v.down(Step{Name: m.name}, i, nil)
			missing.rule = v.shape.rules["required"]
			f.keep(missing)
		}
	}
}

// keep keeps a violation when it may be told. Beyond what is listed that is the
// first one of a list, as it may be in the service's message, and the value of a
// wrong type that the service meets first.
func (f *finder) keep(v violation) {
	code := v.code()
	full := f.counts.full(code.code, Error)
	if v.asElement() && len(f.holders) < 2*maxOfAKind {
		if f.holders == nil {
			f.holders = map[holderKind]bool{}
		}
		full = full && f.holders[holderKind{v.holder, code}]
		f.holders[holderKind{v.holder, code}] = true
	}
	if start := v.value.Span().Start; v.keyword == "type" && (f.firstType == 0 || start < f.firstType) {
		f.firstType, full = start, false
	}
	if !full {
		v.path, v.rank = slices.Clone(v.path), slices.Clone(v.rank)
		f.found = append(f.found, v)
	}
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
		last = shown(v.path.Boto3())
	}
	switch v.code() {
	case codeType:
		if v.value.Kind() == Number && s.kind >= integerShape && s.kind <= doubleShape {
			return fmt.Sprintf("%s does not fit: %s expects %s.", shown(v.value.Literal()), last, s.kind.article()),
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
		return fmt.Sprintf("%s is not one of the values of %s.", shown(printed(s, v.value)), last), remedy
	case codeTooLarge:
		return fmt.Sprintf("%s is above the maximum %s.", last, s.max), fmt.Sprintf("Use at most %s.", s.max)
	case codeTooSmall:
		return fmt.Sprintf("%s is below the minimum %s.", last, s.min), fmt.Sprintf("Use at least %s.", s.min)
	case codeTooLong:
		return fmt.Sprintf("%s has %d %s, more than %s.", last, length(v.value), s.unit(), s.max), fmt.Sprintf("Use at most %s.", s.max)
	case codeTooShort:
		return fmt.Sprintf("%s has %d %s, fewer than %s.", last, length(v.value), s.unit(), s.min), fmt.Sprintf("Use at least %s.", s.min)
	}
	return fmt.Sprintf("%s is a union and must hold exactly one of %s.", last, s.list()),
		"Set exactly one member."
}
