package request

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/logsieve/logsieve/internal/suggest"
)

// preparer turns a decoded document into what the schema is asked about: the
// document as the service's parser reads it. On the wire null is an absent
// member, an unknown member is skipped and the fraction of a number is cut
// off where an integer is expected; each leaves a finding.
type preparer struct {
	findings   []Finding
	violations []violation // that no schema keyword expresses
	counts     counts
	lenient    bool // fractions are cut off: JSON protocols, not XML
}

// value converts v; its JSON type need not fit the shape, the schema says so.
// The memory of path is that of other paths, too: who keeps one has to copy it.
func (p *preparer) value(s *shape, v *Value, path Path) any {
	switch v.Kind() {
	case Object:
		if s.object() {
			return p.structure(s, v, path)
		}
		if s.kind == mapShape {
			return p.entries(s, v, path)
		}
		return map[string]any{}
	case Array:
		if s.kind != listShape {
			return []any{}
		}
		items := make([]any, len(v.Items()))
		for i, item := range v.Items() {
			items[i] = p.value(s.elem, item, append(path, Step{Index: i, Kind: IndexStep}))
		}
		return items
	case Number:
		return p.number(s, v, path)
	case Bool:
		flag, _ := v.Flag()
		return flag
	case String:
		return v.Str()
	}
	return nil
}

func (p *preparer) structure(s *shape, v *Value, path Path) any {
	out := make(map[string]any, len(v.Members()))
	last := v.last()
	for i, m := range v.Members() {
		at := append(path, Step{Name: m.Name})
		if p.repeated(m, v.overwritten(i, last), at) {
			continue
		}
		member := s.member(m.Name)
		switch {
		case member == nil:
			p.unknown(s, m, at)
		case !m.Value.Present():
			// Null is the same as absent; a required member is then missed.
		default:
			if member.deprecated {
				p.report(Warning, codeDeprecated, at, m.NameSpan,
					fmt.Sprintf("The member %s is deprecated.", m.Name), "Leave it out.")
			}
			if s.name == "PaginationConfig" && member.shape.kind == integerShape {
				m.Value = p.coerced(m.Value, at)
			}
			out[m.Name] = p.value(member.shape, m.Value, at)
		}
	}
	return out
}

// coerced is a number for text that Python's int() reads: botocore takes "10"
// for MaxItems and PageSize.
func (p *preparer) coerced(v *Value, at Path) *Value {
	n, err := strconv.Atoi(strings.TrimSpace(v.Str()))
	if err != nil {
		return v
	}
	p.report(Warning, codeFraction, at, v.Span(), fmt.Sprintf("%q is text; botocore reads the number in it.", v.Str()), fmt.Sprintf("Write %d.", n))
	return &Value{kind: Number, span: v.span, text: strconv.Itoa(n)}
}

func (p *preparer) entries(s *shape, v *Value, path Path) any {
	out := make(map[string]any, len(v.Members()))
	last := v.last()
	for i, m := range v.Members() {
		at := append(path, Step{Name: m.Name, Kind: ValueStep})
		if !p.repeated(m, v.overwritten(i, last), at) {
			out[m.Name] = p.value(s.elem, m.Value, at)
		}
	}
	return out
}

// repeated reports whether a name is written again later in its object, in
// which case the later one counts.
func (p *preparer) repeated(m Member, again bool, at Path) bool {
	if !again {
		return false
	}
	p.report(Warning, codeDuplicate, at, m.NameSpan,
		fmt.Sprintf("The member %s is written more than once; the last one counts.", shown(m.Name)),
		"Leave out all but one.")
	return true
}

// unknown reports a member that the shape does not have.
func (p *preparer) unknown(s *shape, m Member, at Path) {
	severity, reason := Warning, "%s is not a member here; the service ignores it."
	if s.kind == unionShape {
		severity, reason = Error, "%s is not a member of this union."
	}
	if p.counts.full(codeUnknown.code, severity) {
		return
	}
	f := Finding{Severity: severity, Path: slices.Clone(at), Span: m.NameSpan, Reason: fmt.Sprintf(reason, shown(m.Name))}
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
		f.Remedy = "Leave it out: there are no members here."
	default:
		f.Remedy = fmt.Sprintf("Leave it out; the members are %s.", s.list())
	}
	p.findings = append(p.findings, f)
}

// aliased is the member that boto3 calls name, "" when there is none.
func aliased(s *shape, name string) string {
	i := slices.IndexFunc(s.members, func(m shapeMember) bool { return m.alias == name })
	if i < 0 {
		return ""
	}
	return s.members[i].name
}

// number converts a number for the shape. Numbers that the shape's type cannot
// hold are kept from the schema and reported here.
func (p *preparer) number(s *shape, v *Value, path Path) any {
	bits := 64
	switch s.kind {
	case integerShape:
		bits = 32
	case longShape:
	case timestampShape:
		return v.Literal() // seconds since 1970 are as good as a date
	case doubleShape:
		if _, ok := v.Float64(); !ok || v.rat() == nil {
			p.wrongType(s, v, path)
			return json.Number("0")
		}
		return json.Number(v.Literal())
	default:
		return json.Number("0")
	}
	whole := truncate(v)
	if _, err := strconv.ParseInt(whole, 10, bits); err != nil {
		p.wrongType(s, v, path)
		return stand(s)
	}
	if whole == v.Literal() {
		return json.Number(whole)
	}
	if n, ok := v.Int64(); ok {
		p.report(Warning, codeFraction, path, v.Span(),
			fmt.Sprintf("%s is not written as an integer; boto3 and the AWS CLI refuse it.", v.Literal()),
			fmt.Sprintf("Write %d.", n))
		return json.Number(whole)
	}
	if !p.lenient {
		return json.Number(v.Literal())
	}
	p.report(Warning, codeFraction, path, v.Span(),
		fmt.Sprintf("%s is not an integer; the service cuts it to %s, boto3 and the AWS CLI refuse it.", v.Literal(), whole),
		fmt.Sprintf("Write %s if that is meant.", whole))
	return json.Number(whole)
}

func (p *preparer) wrongType(s *shape, v *Value, path Path) {
	if !p.counts.full(codeType.code, Error) {
		p.violations = append(p.violations, violation{path: slices.Clone(path), keyword: "type", shape: s, value: v})
	}
}

// stand is a number that breaks no limit of the shape, put in the place of one
// that has been reported already.
func stand(s *shape) json.Number {
	switch {
	case len(s.enum) > 0:
		return json.Number(s.enum[0])
	case s.min != "":
		return json.Number(s.min)
	}
	return "0"
}

func (p *preparer) report(severity Severity, c findingCode, path Path, span Span, reason, remedy string) {
	if p.counts.full(c.code, severity) {
		return
	}
	p.findings = append(p.findings, Finding{
		Code: c.code, Name: c.name, Severity: severity, Path: slices.Clone(path), Span: span, Reason: reason, Remedy: remedy,
	})
}
