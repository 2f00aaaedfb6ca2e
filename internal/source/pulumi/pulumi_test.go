package pulumi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/logsieve/logsieve/internal/source"
	"github.com/logsieve/logsieve/internal/source/sourcetest"
)

// TestTexts holds what Pulumi YAML makes of ${} in a text, as its reference
// says: $${ is ${.
func TestTexts(t *testing.T) {
	for yaml, want := range map[string]string{
		"a":                        `"a"`,
		"'$${a}'":                  `"${a}"`,
		"'a $${b} c ${d.e} f'":     `"a ${b} c <${d.e}> f"`,
		"${name}":                  `"n"`,
		"'a-${name}-b'":            `"a-n-b"`,
		"${name.x}":                "?",
		"${mixed}":                 "?",
		"${list}":                  "?",
		"${other.name}":            "? of resources.other",
		"'${other.name}'":          "? of resources.other",
		"'${other[0].name}-a'":     `"<${other[0].name}>-a"`,
		"'a${x}${y}b'":             `"a<${x}><${y}>b"`,
		"'a ${ b'":                 `"a ${ b"`,
		"'$ {a} $'":                `"$ {a} $"`,
		"{fn::toJSON: {a: [b]}}":   `"{\"a\":[\"b\"]}"`,
		"{fn::ToJson: {a: b}}":     `"{\"a\":\"b\"}"`,
		"{fn::join: ['', [a, b]]}": "?",
	} {
		f := source.NewReader(source.Input{Name: "Pulumi.yaml", Data: []byte("variables: {name: n, mixed: 'm ${x}', list: [a]}\nresources:\n  other: {type: 'aws:s3:Bucket'}\n  g:\n    type: aws:cloudwatch:LogGroup\n    properties:\n      name: " + yaml + "\n")})
		Read(f, f.Documents("Pulumi.yaml")[0])
		sourcetest.CheckFile(t, f.File())
		if len(f.Resources) != 1 {
			t.Fatalf("%s: %d resources", yaml, len(f.Resources))
		}
		if got := sourcetest.Shown(f.Resources[0].Input.Get("logGroupName")); got != want {
			t.Errorf("%s: %s, want %s", yaml, got, want)
		}
	}
}

// TestProgram holds which resources are read, with what they name.
func TestProgram(t *testing.T) {
	const program = `resources:
  bucket: {type: 'aws:s3:Bucket'}
  unnamed: {type: 'aws:cloudwatch/logGroup:LogGroup'}
  odd: {type: 'aws:cloudwatch/logGroup:LogGroup', properties: [a]}
  filter:
    type: aws:cloudwatch/logMetricFilter:LogMetricFilter
    properties:
      name: f
      pattern: ''
      logGroupName: {fn::select: [0, ['${unnamed.name}']]}
      metricTransformation: {name: m, namespace: n, value: '1'}
`
	f := source.NewReader(source.Input{Name: "Pulumi.yaml", Data: []byte(program)})
	root := f.Documents("Pulumi.yaml")[0]
	if !IsProgram(f, root) || IsState(f, root) {
		t.Error("it is a program, and no state")
	}
	Read(f, root)
	sourcetest.CheckFile(t, f.File())
	var got []string
	for _, r := range f.Resources {
		body := program[r.Body.Start:r.Body.End]
		got = append(got, r.Address+" "+r.Operation.Name+" "+strings.Join(r.References, " ")+" "+body[:4]+"…"+body[len(body)-3:])
	}
	want := []string{
		"resources.unnamed CreateLogGroup  unna…p'}",
		"resources.filter PutMetricFilter resources.unnamed filt…1'}",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if v := f.Resources[0].Input.Get("logGroupName"); v == nil || v.Kind != source.Unknown {
		t.Error("a name that is left out is made up")
	}
}

// TestState holds which states of a preview and of an exported stack are
// resources of ours, and that secrets and what is not known are not shown.
func TestState(t *testing.T) {
	state := func(kind, name, inputs string) string {
		return fmt.Sprintf(`{"urn": "urn:pulumi:s::p::%s::%s", "type": "%s", "inputs": %s}`, kind, name, kind, inputs)
	}
	const group = "aws:cloudwatch/logGroup:LogGroup"
	states := []string{
		state("pulumi:pulumi:Stack", "p-s", "{}"),
		state(group, "a", `{"name": "n"}`),
		state(group, "b", `{"name": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}`),
		state(group, "c", `{"name": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}}`),
		state(group, "d", `["n"]`),
		`{"urn": "urn:x", "type": "` + group + `"}`,
		`{"type": "` + group + `", "inputs": {}}`,
		state(group, "e", `{"name": "m"}`),
	}
	want := []string{`a "n"`, "b ?", "c ?", `e "m"`}
	var steps []string
	for _, s := range states {
		steps = append(steps, `{"op": "create", "newState": `+s+`}`)
	}
	for _, doc := range []string{
		`{"deployment": {"resources": [` + strings.Join(states, ", ") + `]}}`,
		`{"steps": [` + strings.Join(steps, ", ") + `, {"op": "delete"}]}`,
	} {
		f := source.NewReader(source.Input{Name: "stack.json", Data: []byte(doc)})
		root := f.Documents("stack.json")[0]
		if !IsState(f, root) {
			t.Errorf("no state: %s", doc)
		}
		ReadState(f, root)
		sourcetest.CheckFile(t, f.File())
		var got []string
		for _, r := range f.Resources {
			got = append(got, r.Address+" "+sourcetest.Shown(r.Input.Get("logGroupName")))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s\n%s", doc, d)
		}
	}
	for _, doc := range []string{`{"steps": [{"newState": {"urn": "a"}}, {"newState": {"inputs": {}}}, {}]}`, `{"deployment": {"resources": [{"urn": "a"}, {"inputs": {}}]}}`, `{"steps": []}`, `{}`} {
		f := source.NewReader(source.Input{Name: "stack.json", Data: []byte(doc)})
		if IsState(f, f.Documents("stack.json")[0]) {
			t.Errorf("a state: %s", doc)
		}
	}
}
