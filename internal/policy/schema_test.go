package policy

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"
)

func schemaOf(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := Schema(name)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	if err := c.AddResource(name, bytes.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func yamlToJSON(t *testing.T, text string) []byte {
	t.Helper()
	var v any
	err := yaml.Unmarshal([]byte(text), &v)
	var out []byte
	if err == nil {
		out, err = json.Marshal(v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestPolicySchema holds the schema to the reader: what one takes, the other
// takes.
func TestPolicySchema(t *testing.T) {
	s := schemaOf(t, "policy")
	if err := validate(t, s, yamlToJSON(t, goodFile)); err != nil {
		t.Errorf("%#v", err)
	}
	rule := "rules:\n  - id: a\n    title: A\n"
	for _, text := range []string{
		"ruls: []", "packs: [hygene]", "packs: hygiene", rule, rule + "    requires: {}", rule + "    require: {}",
		rule + "    assert: 'true'\n    severity: fatal", rule + "    assert: 'true'\n    for: filters",
		rule + "    require: {pattern: x}\n    for: filter", rule + "    require: {pattern: x}\n    assert: 'true'",
		"rules:\n  - {title: A, assert: 'true'}", "rules:\n  - {id: 'a b', title: A, assert: 'true'}",
	} {
		if _, err := ParseFile("p", []byte(text)); err == nil {
			t.Errorf("the reader takes %s", text)
		}
		if validate(t, s, yamlToJSON(t, text)) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
	var doc struct {
		Properties struct {
			Packs struct {
				Items struct {
					Enum []string `json:"enum"`
				} `json:"items"`
			} `json:"packs"`
		} `json:"properties"`
	}
	text, _ := Schema("policy")
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(PackNames(), doc.Properties.Packs.Items.Enum); d != "" {
		t.Errorf("packs (-there are +in the schema)\n%s", d)
	}
}

func TestReportSchema(t *testing.T) {
	var b bytes.Buffer
	if err := sampleRun(t).WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if err := validate(t, schemaOf(t, "report"), b.Bytes()); err != nil {
		t.Errorf("%#v", err)
	}
}

// exportConfig has each kind of pattern and value.
var exportConfig = filter("a", stopOrDelete, "") + filter("b", onlyStop, "") + filter("c", `"{ $.eventName = \"StopLogging\" }"`, "") +
	filter("terms", `"ERROR -\"a b\" ?c"`, "") + filter("regex", `"%a+%"`, "") + filter("fields", `"[ip, ..., code=4* && code!=404]"`, "") +
	filter("all", `""`, "") + filter("never", `"{ $.a = 1 && $.a = 2 && $.b IS NULL && $.c > 5 && $.d = %x% }"`, "") +
	filter("broken", `"{"`, "") + filter("hole", "var.pattern", "count = var.n") + alarm("x", `"a"`, acts+"\ndimensions = var.d") + `
resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = var.days
}`

func TestExport(t *testing.T) {
	e := read(t, exportConfig)
	var b bytes.Buffer
	if err := e.Export(&b, Options{}); err != nil {
		t.Fatal(err)
	}
	if err := validate(t, schemaOf(t, "export"), b.Bytes()); err != nil {
		t.Errorf("%#v", err)
	}
	golden := filepath.Join("testdata", "report", "export.json")
	if *update {
		if err := os.WriteFile(golden, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("(-golden +got)\n%s", d)
	}
}

// TestHygiene breaks each rule of the pack once.
func TestHygiene(t *testing.T) {
	p, err := LoadPack("hygiene")
	if err != nil {
		t.Fatal(err)
	}
	many := func(n int, pattern string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(filter("f"+strings.Repeat("x", i), pattern, ""))
		}
		return b.String()
	}
	subscription := func(name string) string {
		return `
resource "aws_cloudwatch_log_subscription_filter" "` + name + `" {
  name            = "` + name + `"
  log_group_name  = "trail"
  filter_pattern  = ""
  destination_arn = "arn:aws:lambda:eu-west-1:111122223333:function:f"
}
`
	}
	dims := func(name, pattern, more string) string {
		return strings.Replace(filter(name, pattern, ""), `"1"`, "\"1\"\n"+more, 1)
	}
	good := filter("a", onlyStop, "") + dims("d", `"[ip, user]"`, "dimensions = { user = \"$user\" }") + subscription("s") + many(5, `"%x%"`) + `
resource "aws_cloudwatch_log_group" "trail" {
  name              = "trail"
  retention_in_days = 30
}`
	for id, bad := range map[string]string{
		"":                           "",
		"retention":                  `resource "aws_cloudwatch_log_group" "other" { name = "other" }`,
		"valid-pattern":              filter("bad", `"{"`, ""),
		"live-pattern":               filter("bad", both2, ""),
		"no-default-with-dimensions": dims("bad", onlyStop, "default_value = 0\ndimensions = { a = \"$.a\" }"),
		"dimensions-have-fields":     dims("bad", `"ERROR"`, "dimensions = { a = \"$.a\" }"),
		"at-most-three-dimensions":   dims("bad", onlyStop, "dimensions = { a = \"$.a\", b = \"$.b\", c = \"$.c\", d = \"$.d\" }"),
		"regex-limit":                filter("sixth", `"{ $.a = %x% }"`, ""),
		"metric-filter-limit":        many(95, onlyStop),
		"subscription-filter-limit":  subscription("t") + subscription("u") + subscription("v") + subscription("w") + subscription("x"),
	} {
		e := read(t, good+"\n"+bad)
		list, err := e.Judge(p.Rules, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list {
			want := Holds
			if v.Rule.ID == id {
				want = Fails
			}
			if v.Status != want {
				t.Errorf("breaking %q: %s %s, %q", id, v.Rule.ID, v.Status, v.Reasons)
			}
		}
	}
}
