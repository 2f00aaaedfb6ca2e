package request

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sample makes a valid value for a shape with every member that fits the
// depth.
func sample(t testing.TB, s *shape, depth int) any {
	switch s.kind {
	case structureShape, unionShape, eventStreamShape:
		out := map[string]any{}
		for _, m := range s.members {
			if depth > 5 && !m.required {
				continue
			}
			out[m.name] = sample(t, m.shape, depth+1)
			if s.kind == unionShape {
				break
			}
		}
		return out
	case listShape:
		items := []any{}
		for range max(1, number(s.min)) {
			items = append(items, sample(t, s.elem, depth+1))
		}
		return items
	case mapShape:
		return sampleMap(t, s, max(1, number(s.min)))
	case integerShape, longShape, doubleShape:
		if len(s.enum) > 0 {
			return json.Number(s.enum[0])
		}
		return json.Number(strconv.Itoa(max(1, number(s.min))))
	case booleanShape:
		return true
	case timestampShape:
		return "2026-01-31T12:00:00Z"
	}
	return sampleString(t, s, max(1, number(s.min)))
}

func sampleMap(t testing.TB, s *shape, n int) map[string]any {
	out := map[string]any{}
	for i := range n {
		key := "k" + strconv.Itoa(i)
		if len(s.key.enum) > 0 {
			key = s.key.enum[i%len(s.key.enum)]
		}
		out[key] = sample(t, s.elem, 9)
	}
	return out
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// sampleString makes a string of at least n characters that fits the pattern,
// or of exactly what the pattern wants.
func sampleString(t testing.TB, s *shape, n int) string {
	if len(s.enum) > 0 {
		return s.enum[0]
	}
	if s.pattern == "" {
		return strings.Repeat("a", n)
	}
	whole := regexp.MustCompile("^(?:" + s.pattern + ")$")
	for _, c := range []string{
		strings.Repeat("a", n), strings.Repeat("1", n), "arn:" + strings.Repeat("a", n),
		"0123abcd-0123-0123-0123-0123456789ab", "123456789012", "s3://bucket/" + strings.Repeat("a", n),
		"arn:aws:s3:::bucket", "vpce-0a", "arn:aws:kms:us-east-1:123456789012:key/0123abcd", "https://a.com", "1.0", "1" + strings.Repeat("0", n-1), "cron(0 * * * ? *)", "rate(1 hour)", "UTC", "us-east-1",
	} {
		if whole.MatchString(c) {
			return c
		}
	}
	t.Fatalf("%s: no sample fits %s", s.name, s.pattern)
	return ""
}

// damage is one change that breaks one constraint, and what must be reported.
type damage struct {
	path   Path
	code   findingCode
	value  any  // put at path
	remove bool // take path out instead
	report Path // where it is reported, path if nil
}

func (d damage) String() string { return d.code.name + " at " + d.path.Pointer() }

// damages lists the ways to break a valid value.
func damages(t testing.TB, s *shape, v any, path Path) []damage {
	var out []damage
	add := func(c findingCode, value any) { out = append(out, damage{path: path, code: c, value: value}) }
	add(codeType, wrongType(s))
	switch v := v.(type) {
	case map[string]any:
		if s.kind == mapShape {
			return append(out, mapDamages(t, s, v, path)...)
		}
		return append(out, structureDamages(t, s, v, path)...)
	case []any:
		if s.min != "" && number(s.min) > 0 {
			add(codeTooShort, v[:number(s.min)-1])
		}
		if s.max != "" {
			add(codeTooLong, slices.Repeat(v[:1], number(s.max)+1))
		}
		for i, item := range v {
			out = append(out, damages(t, s.elem, item, path.then(Step{Index: i, Kind: IndexStep}))...)
		}
	case string:
		out = append(out, stringDamages(t, s, path)...)
	case json.Number:
		if s.min != "" {
			add(codeTooSmall, json.Number(strconv.Itoa(number(s.min)-1)))
		}
		if s.max != "" {
			add(codeTooLarge, json.Number(strconv.Itoa(number(s.max)+1)))
		}
		if len(s.enum) > 0 {
			add(codeEnum, json.Number("2"))
		}
		if s.kind != doubleShape {
			add(codeType, json.Number("9223372036854775808"))
		}
	}
	return out
}

// wrongType is a value of a JSON type that the shape does not take.
func wrongType(s *shape) any {
	switch {
	case s.kind == stringShape || s.kind == blobShape || s.kind == timestampShape:
		return false
	case s.kind == listShape:
		return map[string]any{}
	}
	return "text"
}

func stringDamages(t testing.TB, s *shape, path Path) []damage {
	var out []damage
	add := func(c findingCode, value any) { out = append(out, damage{path: path, code: c, value: value}) }
	if n := number(s.min); n > 0 {
		add(codeTooShort, strings.Repeat("a", n-1))
	}
	if s.max != "" {
		add(codeTooLong, strings.Repeat("é", number(s.max)+1))
	}
	if s.pattern != "" {
		for _, bad := range []string{"a:b*|\n", "€", " "} {
			if !regexp.MustCompile("^(?:" + s.pattern + ")$").MatchString(bad) {
				add(codePattern, bad)
				break
			}
		}
	}
	if len(s.enum) > 0 {
		add(codeEnum, s.enum[0]+"x")
	}
	return out
}

func mapDamages(t testing.TB, s *shape, v map[string]any, path Path) []damage {
	var out []damage
	if n := number(s.min); n > 0 {
		out = append(out, damage{path: path, code: codeTooShort, value: sampleMap(t, s, n-1)})
	}
	if s.max != "" && s.key.enum == nil {
		out = append(out, damage{path: path, code: codeTooLong, value: sampleMap(t, s, number(s.max)+1)})
	}
	for _, d := range stringDamages(t, s.key, nil) {
		broken := maps.Clone(v)
		for k := range broken {
			broken[d.value.(string)] = broken[k]
			delete(broken, k)
			break
		}
		out = append(out, damage{path: path, code: d.code, value: broken, report: path.then(Step{Name: d.value.(string), Kind: KeyStep})})
	}
	for _, k := range slices.Sorted(maps.Keys(v))[:1] {
		out = append(out, damages(t, s.elem, v[k], path.then(Step{Name: k, Kind: ValueStep}))...)
	}
	return out
}

func structureDamages(t testing.TB, s *shape, v map[string]any, path Path) []damage {
	var out []damage
	if s.kind == unionShape {
		out = append(out, damage{path: path, code: codeUnion, value: map[string]any{}})
		if len(s.members) > 1 {
			both := map[string]any{}
			for _, m := range s.members {
				both[m.name] = sample(t, m.shape, 3)
			}
			out = append(out, damage{path: path, code: codeUnion, value: both})
		}
	}
	unknown := path.then(Step{Name: "noSuchMember"})
	out = append(out, damage{path: unknown, code: codeUnknown, value: "x"})
	for _, m := range s.members {
		child, ok := v[m.name]
		if !ok {
			continue
		}
		at := path.then(Step{Name: m.name})
		if m.required {
			out = append(out, damage{path: at, code: codeRequired, remove: true}, damage{path: at, code: codeRequired, value: nil})
		}
		out = append(out, damages(t, m.shape, child, at)...)
	}
	return out
}

// apply is a copy of the document with the damage done.
func (d damage) apply(v any, at Path) any {
	if len(at) == 0 {
		return d.value
	}
	switch v := v.(type) {
	case map[string]any:
		out := maps.Clone(v)
		if len(at) == 1 && d.remove {
			delete(out, at[0].Name)
		} else {
			out[at[0].Name] = d.apply(v[at[0].Name], at[1:])
		}
		return out
	case []any:
		out := slices.Clone(v)
		out[at[0].Index] = d.apply(v[at[0].Index], at[1:])
		return out
	}
	panic(fmt.Sprintf("no way to %s", d))
}

// shapeFindings are the findings that come from the schema.
func shapeFindings(t testing.TB, op Operation, dir Direction, profile Profile, doc any) []Finding {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	result, err := Validate(op, dir, profile, text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(result.Findings, func(f Finding) bool {
		return f.Code > codeUnknown.code && f.Code != codeFraction.code || f.Code == codeUnknown.code && f.Severity != Error && dir == Response
	})
}

// TestEveryConstraint breaks every constraint of every shape, one at a time,
// and expects it to be reported at its path.
func TestEveryConstraint(t *testing.T) {
	broken := 0
	allContracts(t, func(t *testing.T, op Operation, dir Direction, profile Profile, c *contract) {
		doc := sample(t, c.root, 0)
		if found := shapeFindings(t, op, dir, profile, doc); len(found) > 0 {
			t.Fatalf("a valid document is refused: %+v\n%v", found, doc)
		}
		for _, d := range damages(t, c.root, doc, nil) {
			broken++
			if dir == Response && d.code == codeUnknown {
				continue
			}
			want := d.path
			if d.report != nil {
				want = d.report
			}
			found := shapeFindings(t, op, dir, profile, d.apply(doc, d.path))
			if !slices.ContainsFunc(found, func(f Finding) bool {
				return f.Code == d.code.code && f.Path.Pointer() == want.Pointer() || d.path == nil && f.Code == codeType.code
			}) {
				t.Errorf("not reported: %s\n%+v", d, found)
			}
		}
	})
	t.Logf("%d constraints broken", broken)
}

// TestRandomDocuments draws documents with any subset of the optional members
// and breaks one constraint of each.
func TestRandomDocuments(t *testing.T) {
	operations := Operations(Latest)
	rapid.Check(t, func(r *rapid.T) {
		op := rapid.SampledFrom(operations).Draw(r, "operation")
		dir := rapid.SampledFrom([]Direction{Request, Response}).Draw(r, "direction")
		c, err := loadContract(schemaPath(op, dir, Latest))
		if err != nil {
			t.Fatal(err)
		}
		doc := thin(r, c.root, sample(t, c.root, 0))
		if found := shapeFindings(t, op, dir, Latest, doc); len(found) > 0 {
			r.Fatalf("a valid document is refused: %+v", found)
		}
		d := rapid.SampledFrom(damages(t, c.root, doc, nil)).Draw(r, "damage")
		if dir == Response && d.code == codeUnknown {
			return
		}
		if found := shapeFindings(t, op, dir, Latest, d.apply(doc, d.path)); len(found) == 0 {
			r.Fatalf("not reported: %s", d)
		}
	})
}

// thin leaves out optional members by chance.
func thin(r *rapid.T, s *shape, v any) any {
	switch v := v.(type) {
	case map[string]any:
		if !s.object() {
			return v
		}
		out := map[string]any{}
		for _, m := range s.members {
			child, ok := v[m.name]
			if ok && (m.required || s.kind == unionShape || rapid.Bool().Draw(r, m.name)) {
				out[m.name] = thin(r, m.shape, child)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = thin(r, s.elem, item)
		}
		return out
	}
	return v
}
