package request

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// violation is one keyword of a schema that a value breaks, and the place of the
// value.
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

// kept is a copy in memory of its own.
func (v violation) kept() violation {
	v.path, v.rank = slices.Clone(v.path), slices.Clone(v.rank)
	return v
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
		if v.value.Kind() == Number && s.numeric() {
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
