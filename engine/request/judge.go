package request

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// judge goes through a document beside its shape and reads it as the service's
// parser does: null is an absent member, an unknown member is skipped and the
// fraction of a number is cut off where an integer is expected; each leaves a
// finding. What is left is held against the schema.
type judge struct {
	lenient    bool // fractions are cut off: JSON protocols, not XML
	findings   []Finding
	violations []violation
	patterns   []violation // the filter patterns; what they break is not known yet
	counts     counts
	holders    map[holderKind]bool // that have been met
	firstType  int                 // where the first value of a wrong type starts
}

// holderKind is a list or map of scalars, which the service tells as a whole,
// and what breaks in it.
type holderKind struct {
	holder *Value
	code   findingCode
}

// value judges the value at a place, whose memory is that of other places, too:
// who keeps one has to copy it.
func (j *judge) value(at violation) {
	s, v := at.shape, at.value
	switch kind := v.Kind(); {
	case kind == Object && s.object():
		j.structure(at)
	case kind == Object && s.kind == mapShape:
		j.entries(at)
	case kind == Array && s.kind == listShape:
		j.limits(at, v, len(v.Items()))
		for i, item := range v.Items() {
			j.value(at.down(Step{Index: i, Kind: IndexStep}, i, item))
		}
	case kind == Number && s.numeric():
		j.number(at)
	case kind == Number && s.kind == timestampShape:
		// Seconds since 1970 are as good as a date.
	default:
		j.limits(at, v, 0)
		if s.filterPattern && kind == String {
			j.patterns = append(j.patterns, at.kept())
		}
	}
}

func (j *judge) structure(at violation) {
	s, n := at.shape, 0
	values := make([]*Value, len(s.members))
	for _, m := range j.members(at, MemberStep) {
		path := append(at.path, Step{Name: m.Name})
		i := slices.IndexFunc(s.members, func(known shapeMember) bool { return known.name == m.Name })
		switch {
		case i < 0:
			j.unknown(s, m, path)
		case !m.Value.Present():
			// Null is the same as absent; a required member is then missed.
		default:
			if s.members[i].deprecated {
				j.report(codeDeprecated, path, m.NameSpan,
					fmt.Sprintf("The member %s is deprecated.", m.Name), "Remove it.")
			}
			if s.name == "PaginationConfig" && s.members[i].shape.kind == integerShape {
				m.Value = j.coerced(m.Value, path)
			}
			values[i] = m.Value
			n++
		}
	}
	j.limits(at, at.value, n)
	for i, m := range s.members {
		if m.required && values[i] == nil {
			missing := at.down(Step{Name: m.name}, i, nil)
			missing.keyword, missing.rule = "required", s.rules["required"]
			j.keep(missing)
		}
	}
	for i, m := range s.members {
		if values[i] != nil {
			j.value(at.down(Step{Name: m.name}, i, values[i]))
		}
	}
}

// coerced is a number for text that Python's int() reads: botocore takes "10"
// for MaxItems and PageSize.
func (j *judge) coerced(v *Value, path Path) *Value {
	n, err := strconv.Atoi(strings.TrimSpace(v.Str()))
	if err != nil {
		return v
	}
	j.report(codeFraction, path, v.Span(), fmt.Sprintf("%q is text; botocore reads the number in it.", v.Str()), fmt.Sprintf("Write %d.", n))
	return &Value{kind: Number, span: v.span, text: strconv.Itoa(n)}
}

func (j *judge) entries(at violation) {
	members := j.members(at, ValueStep)
	j.limits(at, at.value, len(members))
	for i, m := range members {
		j.value(at.down(Step{Name: m.Name, Kind: KeyStep}, i, m.key()))
		j.value(at.down(Step{Name: m.Name, Kind: ValueStep}, i, m.Value))
	}
}

// members are the members of an object that count: of a name that is written
// again the last one.
func (j *judge) members(at violation, kind StepKind) []Member {
	members, repeated := at.value.lastOfEach()
	for _, m := range repeated {
		j.report(codeDuplicate, append(at.path, Step{Name: m.Name, Kind: kind}), m.NameSpan,
			fmt.Sprintf("The member %s is written more than once; the last one counts.", shown(m.Name)),
			"Remove all but one.")
	}
	return members
}

// unknown reports a member that the shape does not have.
func (j *judge) unknown(s *shape, m Member, path Path) {
	severity, reason := Warning, "%s is not a member here; the service ignores it."
	if s.kind == unionShape {
		severity, reason = Error, "%s is not a member of this union."
	}
	if j.counts.full(codeUnknown.code, severity) {
		return
	}
	f := Finding{Severity: severity, Path: slices.Clone(path), Span: m.NameSpan, Reason: fmt.Sprintf(reason, shown(m.Name))}
	f.Code, f.Name = codeUnknown.code, codeUnknown.name
	switch similar := suggest.Closest(m.Name, s.names()); {
	case aliased(s, m.Name) != "":
		f.Replacement = aliased(s, m.Name)
		f.Reason = fmt.Sprintf("%s is boto3's name of the member %s; the service ignores it.", m.Name, f.Replacement)
		f.Remedy = fmt.Sprintf("Write %s.", f.Replacement)
	case strings.EqualFold(similar, m.Name):
		f.Replacement = similar
		f.Remedy = fmt.Sprintf("Write %s: member names are case-sensitive.", similar)
	case similar != "":
		f.Replacement = similar
		f.Remedy = fmt.Sprintf("Did you mean %s?", similar)
	case len(s.members) == 0:
		f.Remedy = "Remove it: there are no members here."
	default:
		f.Remedy = fmt.Sprintf("Remove it; the members are %s.", s.list())
	}
	j.findings = append(j.findings, f)
}

// aliased is the member that boto3 calls name, "" when there is none.
func aliased(s *shape, name string) string {
	i := slices.IndexFunc(s.members, func(m shapeMember) bool { return m.alias == name })
	if i < 0 {
		return ""
	}
	return s.members[i].name
}

// number judges a number where one is expected. One that the shape's type cannot
// hold is of a wrong type.
func (j *judge) number(at violation) {
	v, bits := at.value, 64
	switch at.shape.kind {
	case doubleShape:
		if _, ok := v.Float64(); !ok || v.rat() == nil {
			j.broke(at, "type")
			return
		}
		j.limits(at, v, 0)
		return
	case integerShape:
		bits = 32
	}
	whole := truncate(v)
	if _, err := strconv.ParseInt(whole, 10, bits); err != nil {
		j.broke(at, "type")
		return
	}
	n, exact := v.Int64()
	switch {
	case whole == v.Literal():
	case exact:
		j.report(codeFraction, at.path, v.Span(),
			fmt.Sprintf("%s is not written as an integer; boto3 and the AWS CLI refuse it.", v.Literal()),
			fmt.Sprintf("Write %d.", n))
		v = &Value{kind: Number, text: whole}
	case j.lenient:
		j.report(codeFraction, at.path, v.Span(),
			fmt.Sprintf("%s is not an integer; the service truncates it to %s, and boto3 and the AWS CLI refuse it.", v.Literal(), whole),
			fmt.Sprintf("Write %s if that is intended.", whole))
		v = &Value{kind: Number, text: whole}
	}
	j.limits(at, v, 0)
}

// report warns of what is legal and not meant.
func (j *judge) report(c findingCode, path Path, span Span, reason, remedy string) {
	if j.counts.full(c.code, Warning) {
		return
	}
	j.findings = append(j.findings, Finding{
		Code: c.code, Name: c.name, Severity: Warning, Path: slices.Clone(path), Span: span, Reason: reason, Remedy: remedy,
	})
}

// limits notes the keywords that a value breaks; size is that of a list, map or
// structure.
func (j *judge) limits(at violation, v *Value, size int) {
	for _, s := range at.shape.schemas {
		for _, keyword := range broken(s, v, size) {
			j.broke(at, keyword)
		}
	}
}

// broke notes that the value at a place breaks a keyword.
func (j *judge) broke(at violation, keyword string) {
	at.keyword, at.rule = keyword, at.shape.rules[keyword]
	if keyword == "type" && at.value.Kind() == Null {
		at.keyword = "null"
	}
	j.keep(at)
}

// keep keeps a violation when it may be told. Beyond what is listed that is the
// first one of a list, as it may be in the service's message, and the value of a
// wrong type that the service meets first.
func (j *judge) keep(v violation) {
	code := v.code()
	full := j.counts.full(code.code, Error)
	if v.asElement() && len(j.holders) < 2*maxOfAKind {
		if j.holders == nil {
			j.holders = map[holderKind]bool{}
		}
		full = full && j.holders[holderKind{v.holder, code}]
		j.holders[holderKind{v.holder, code}] = true
	}
	if start := v.value.Span().Start; v.keyword == "type" && (j.firstType == 0 || start < j.firstType) {
		j.firstType, full = start, false
	}
	if !full {
		j.violations = append(j.violations, v.kept())
	}
}
