package lint

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/logsieve/logsieve/docs"
	"github.com/santhosh-tekuri/jsonschema/v5"
	"go.yaml.in/yaml/v4"
)

// TestConfigSchema keeps the published schema in step, and holds it to the
// reader of configurations: both take and refuse the same.
func TestConfigSchema(t *testing.T) {
	compare(t, filepath.Join("..", "..", "docs", "config.schema.json"), withRules(t, docs.ConfigSchema()))
	schema, err := jsonschema.CompileString("config.schema.json", docs.ConfigSchema())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		config string
		valid  bool
	}{
		{DefaultConfig(), true},
		{"rules: {FS107: off, never-holds: error, FP001: true}", true},
		{"rules:\nexclude:\ninclude:\noverrides:", true},
		{"overrides: [{files: [a], rules: }]", true},
		{"overrides: [{files: [], rules: {}}]", false},
		{"fail-on:", false},
		{"rules: {FS107: loud}", false},
		{"rules: {FS999: off}", false},
		{"rules: [FS107]", false},
		{"rule: {}", false},
		{"exclude: ['a/**', b]\ninclude: ['*.yml']", true},
		{"exclude: a", false},
		{"overrides: [{files: [a], rules: {FS107: on}}]", true},
		{"overrides: [{files: [a]}]", false},
		{"overrides: [{files: [a], rules: {}, level: off}]", false},
		{"baseline: b.json\nfail-on: never", true},
		{"fail-on: maybe", false},
		{"baseline: 1", false},
	} {
		_, err := ParseConfig("c.yaml", []byte(tt.config))
		if (err == nil) != tt.valid {
			t.Errorf("%s: read: %v", tt.config, err)
		}
		var doc any
		if err := yaml.Unmarshal([]byte(tt.config), &doc); err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(strings.NewReader(string(plain)))
		d.UseNumber()
		var value any
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != tt.valid {
			t.Errorf("%s: schema: %v", tt.config, err)
		}
	}
}

// withRules is the schema with the rules and levels that there are.
func withRules(t *testing.T, text string) string {
	t.Helper()
	type object = map[string]any
	var schema object
	if err := json.Unmarshal([]byte(text), &schema); err != nil {
		t.Fatal(err)
	}
	in := func(names ...string) object {
		of := schema
		for _, name := range names {
			of = of[name].(object)
		}
		return of
	}
	rules := object{}
	for _, r := range Rules() {
		of := object{"$ref": "#/$defs/level", "description": r.Summary}
		rules[r.Code], rules[r.Name] = of, of
	}
	levels := []any{true, false}
	for _, name := range LevelNames() {
		levels = append(levels, name)
	}
	in("$defs", "rules")["properties"], in("$defs", "level")["enum"], in("properties", "fail-on")["enum"] = rules, levels, FailOnNames()
	out, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out) + "\n"
}
